import { z } from 'zod';
import { isLimited } from '../request-limit.ts';
import * as answers from './answers.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

/** A JSON Schema, draft 2020-12, which is what OpenAPI 3.1 has. */
export type Schema = z.core.JSONSchema.BaseSchema;

/** What OpenAPI calls so, as far as it is used here. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}
export interface Body {
  required: boolean;
  content: Record<string, { schema: Schema }>;
}
export interface Answer {
  description: string;
  content?: Record<string, { schema: Schema }>;
}
export interface Described {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: Body;
  responses: Record<string, Answer>;
}
export interface Document {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
}

const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(answers)) named.add(schema, { id: id.charAt(0).toUpperCase() + id.slice(1) });
const refTo = (id: string) => `#/components/schemas/${id}`;

const bare = ({ $schema: _schema, $id: _id, ...schema }: Schema): Schema => schema;

/** What a client has to send. Of a text that is read as a number: the number. */
function sent(schema: z.ZodType): Schema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      if (jsonSchema.pattern) jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\0', '\\x00'); // \0 is read by JavaScript alone
      if (def.type !== 'pipe' || def.out._zod.def.type !== 'number') return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, bare(z.toJSONSchema(def.out)));
    },
  });
  return bare(made);
}

function parameters(place: Parameter['in'], schema: z.ZodType | undefined): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = sent(schema);
  return Object.entries(properties).map(([name, one]) => ({
    ...{ name, in: place, required: required.includes(name), schema: one as Schema },
  }));
}

const security = {
  session: [{ session: [] }],
  admitted: [{ session: [] }, { session: [], admission: [] }],
  operator: [{ operator: [] }],
};

/** What a route may answer because of what it takes, whatever else it does. 431 is Node's own, before there is a route. */
function usual(
  method: string,
  path: string,
  { params, query, headers, body, rawBody, who }: Operation,
): Operation['answers'] {
  return {
    ...((params || query || headers || body) && { 400: 'the request is malformed: errors names the fields' }),
    ...(who && { 401: who === 'operator' ? 'no token' : 'no session, or no admission' }),
    ...(method !== 'GET' && { 403: 'a call from a page of another site' }),
    ...(who === 'operator' && { 403: 'not the operator’s token' }),
    ...(who === 'admitted' && { 403: 'this admission does not let you in' }),
    ...((body || rawBody) && { 413: 'too large', 415: 'of a type, a charset or an encoding that is not read here' }),
    ...{ 421: 'the Host header names another server', 431: 'headers of more than 16 kB' },
    ...(isLimited(path) && { 429: 'too many requests of one visitor: again after Retry-After' }),
    503: 'overloaded, or a server behind this one does not answer: again after Retry-After',
  };
}

function shown(status: number, what: Operation['answers'][number]): Answer {
  if (what instanceof z.ZodType)
    return {
      description: 'as asked',
      content: { 'application/json': { schema: { $ref: refTo(named.get(what)!.id) } } },
    };
  if (typeof what === 'object')
    return { description: what.what, content: { [what.type]: { schema: { type: 'string' } } } };
  if (status < 300 || status === 431) return { description: what };
  return { description: what, content: { 'application/problem+json': { schema: { $ref: refTo('Problem') } } } };
}

function described(name: string, operation: Operation): Described {
  const { what, who, params, query, headers, body, mayLackBody, rawBody } = operation;
  const [method = '', path = ''] = name.split(' ');
  const all = { ...usual(method, path, operation), ...operation.answers };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_text, first: string) => first.toUpperCase()).replace(/\W/g, '')}`,
    summary: what,
    security: who ? security[who] : [],
    parameters: [...parameters('path', params), ...parameters('query', query), ...parameters('header', headers)],
    ...(body && { requestBody: { required: !mayLackBody, content: { 'application/json': { schema: sent(body) } } } }),
    ...(rawBody && { requestBody: { required: true, content: { '*/*': { schema: {} } } } }),
    responses: Object.fromEntries(Object.entries(all).map(([status, one]) => [status, shown(Number(status), one)])),
  };
}

/** The OpenAPI 3.1 document of the shop, made of the schemas that its routes validate with. */
export function openApi(): Document {
  const paths: Document['paths'] = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: described(name, operation) };
  }
  const { schemas } = z.toJSONSchema(named, { uri: refTo });
  return {
    openapi: '3.1.0',
    info: {
      title: 'The real implementation of a ticket shop',
      version: '1.0.0',
      description: 'Every refusal is a problem+json that says whether to try again.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)])),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'POST /api/session sets it' },
        admission: { type: 'http', scheme: 'bearer', description: 'the admissionToken of the waiting room' },
        operator: { type: 'http', scheme: 'bearer', description: 'the OPERATOR_TOKEN of the server' },
      },
    },
  };
}
