import type { Request } from 'express';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** What a body, a query or path parameters hold, once `schema` has found it right; else a Problem 400 naming each field. */
export function valid<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({ field: fieldOf([...issue.path, key]), message: 'is not known here' }))
      : [{ field: fieldOf(issue.path), message: issue.message }],
  );
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new Problem(400, 'invalid-request', detail, { errors });
}

/** The JSON body of a request, validated. Needs the `json` middleware on its route. */
export function validBody<T extends z.ZodType>(schema: T, request: Request): z.infer<T> {
  if (request.body === undefined) {
    throw new Problem(415, 'unsupported-media-type', 'send a JSON body with Content-Type: application/json');
  }
  return valid(schema, request.body);
}

/** `items[0].id`: as the client wrote it. The whole input is called `body`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const name = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return name.replace(/^\./, '') || 'body';
}
