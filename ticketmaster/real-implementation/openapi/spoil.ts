import { z } from 'zod';
import type { Schema } from './document.ts';
import { matching, pick, type Source } from './draw.ts';

/** What somebody sends who has not read the document. */
const strange: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 1, '', ' ', '1', 'x'.repeat(300), 'x'.repeat(17_000)],
  ...['\0', 'a\0b', '\ud800', '../..', '%00', '__proto__', '🎸'.repeat(30), '9999-99-99', '-271821-04-20T00:00:00Z'],
  ...[[], {}, [null], [[]], { a: {} }, Array(1_000).fill(0), nested(200)],
];

function nested(depth: number): unknown {
  return depth === 0 ? [] : [nested(depth - 1)];
}

/** Just past what the schema allows. */
function past(schema: Schema, { random }: Source): unknown[] {
  const { minimum, maximum, maxLength, maxItems, minItems, pattern, items } = schema;
  const longest = pattern && Number(/,(\d+)\}\$$/.exec(pattern)?.[1]);
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(longest ? [matching(pattern.replace(/\{\d+,\d+\}\$$/, `{${longest + 1}}$`), random)] : []),
    ...(minItems ? [[]] : []),
    ...(maxItems === undefined || !items ? [] : [Array.from({ length: maxItems + 1 }, (_, i) => `x${i}`)]),
    ...(schema.uniqueItems ? [['x1', 'x1']] : []),
  ];
}

/** Makes a change somewhere in a value, which the schema may allow all the same. Says what it was. */
export function spoil(schema: Schema, value: unknown, source: Source, where = 'it'): { value: unknown; what: string } {
  const { random } = source;
  const ways = (schema.anyOf ?? [schema]) as Schema[];
  const one = ways.find(way => allows(way, value)) ?? ways[0]!;
  const deeper = random() < 0.7;
  if (deeper && isObject(value) && Object.keys(value).length) {
    const name = pick(random, Object.keys(value));
    const inner = spoil((one.properties?.[name] ?? {}) as Schema, value[name], source, name);
    const more = random();
    if (more < 0.1) return { value: without(value, name), what: `no ${name}` };
    if (more < 0.2) return { value: { ...value, more: 1 }, what: 'one field more' };
    return { value: { ...value, [name]: inner.value }, what: inner.what };
  }
  if (deeper && Array.isArray(value) && value.length) {
    const index = Math.floor(random() * value.length);
    const inner = spoil((one.items ?? {}) as Schema, value[index], source, `${where}[${index}]`);
    return { value: value.with(index, inner.value), what: inner.what };
  }
  const limits = past(one, source);
  const made = limits.length && random() < 0.5 ? pick(random, limits) : pick(random, strange);
  return { value: made, what: `${where} is ${(JSON.stringify(made) ?? 'nothing').slice(0, 40)}` };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const without = (value: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

const made = new WeakMap<Schema, z.ZodType>();

/** Whether a schema of the document allows a value. */
export function allows(schema: Schema, value: unknown): boolean {
  const type = made.get(schema) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  made.set(schema, type);
  return type.safeParse(value).success;
}
