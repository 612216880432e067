import type { Reply } from './ask.ts';
import type { Document, Schema } from './document.ts';
import type { Drawn } from './drawn.ts';
import { allows } from './spoil.ts';

/** Says what is wrong with the answer to a request, by the document; undefined where nothing is. */
export function judging(document: Document) {
  const $defs = document.components.schemas;
  const whole = new Map<string, Schema>(); // with all that they refer to

  function contentOf({ $ref = '' }: Schema, text: string): string | undefined {
    const schema =
      whole.get($ref) ??
      (JSON.parse(JSON.stringify({ $ref, $defs }).replaceAll('#/components/schemas/', '#/$defs/')) as Schema);
    whole.set($ref, schema);
    try {
      return allows(schema, JSON.parse(text)) ? undefined : `another shape than ${$ref.split('/').at(-1)}`;
    } catch (error) {
      if (error instanceof SyntaxError) return 'no JSON, although its type says so';
      throw error;
    }
  }

  return (drawn: Drawn, reply: Reply | string): string | undefined => {
    if (typeof reply === 'string') return reply;
    const { status, type, text } = reply;
    const [method = '', path = ''] = drawn.operation.split(' ');
    if (status >= 500) return `${status}`;
    if (drawn.method !== method && drawn.method !== 'HEAD') return undefined; // no such operation: anything but a failure
    const answer = document.paths[path]?.[method.toLowerCase()]?.responses[status];
    if (!answer) return `${status}, which the document does not name`;
    if (drawn.forbidden && status < 300) return `${status}, although the document forbids it`;
    if (!drawn.wrong.length && [400, 413, 415].includes(status)) return `${status}, although the document allows it`;
    const types = Object.keys(answer.content ?? {});
    if (types.length ? !types.includes(type) : type) return `${status} of type '${type}', not '${types}'`;
    if (drawn.method === 'HEAD' || !type.includes('json')) return undefined;
    return contentOf(answer.content![type]!.schema, text);
  };
}
