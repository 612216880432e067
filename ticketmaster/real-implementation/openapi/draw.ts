import type { Schema } from './document.ts';
import { type Known, one } from './known.ts';

/** Where values come from. `own` is what belongs to who asks. */
export interface Source {
  random: () => number;
  known: Known;
  own: Record<string, string>;
}

export const chance = (random: () => number, part: number) => random() < part;
export const between = (random: () => number, least: number, most: number) =>
  least + Math.floor(random() * (most - least + 1));
export const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const odd = [
  "'; drop table show; --",
  '%',
  '\\',
  '"',
  '<b>',
  '🎸',
  '漢字',
  'e\u0301',
  '\u202e',
  '\0',
  '\n',
  ':*',
  '\ufeff',
];
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const alphabet = [...ascii, 'é', 'ß', 'ſ', '漢', '٣', '🎸', '\u00a0', '\u202e', '\n', '\0'];

/** A value that the schema allows: often at one of its limits, and often one that the server has given out under that name. */
export function draw(schema: Schema, source: Source, name = ''): unknown {
  const { random } = source;
  const way = schema.anyOf ?? schema.oneOf;
  if (way) return draw(pick(random, way as Schema[]), source, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  if (schema.examples?.length && chance(random, 0.8)) return pick(random, schema.examples as unknown[]);
  switch (schema.type) {
    case 'object':
      return object(schema, source);
    case 'array':
      return array(schema, source, name);
    case 'string':
      return text(schema, source, name);
    case 'integer':
    case 'number':
      return integer(schema, random);
    case 'boolean':
      return chance(random, 0.5);
    case 'null':
      return null;
    case undefined: // anything
      return pick(random, [null, 0, '', 'x', [], {}, true]);
  }
}

function object(schema: Schema, source: Source): Record<string, unknown> {
  const { properties = {}, required = [], minProperties = 0 } = schema;
  const names = Object.keys(properties);
  const kept = names.filter(name => required.includes(name) || chance(source.random, 0.5));
  const enough = kept.length >= Number(minProperties) ? kept : names;
  return Object.fromEntries(enough.map(name => [name, draw(properties[name] as Schema, source, name)]));
}

function array(schema: Schema, source: Source, name: string): unknown[] {
  const { minItems = 0, maxItems = 5, items = {} } = schema;
  const size = chance(source.random, 0.6) ? Math.max(1, minItems) : between(source.random, minItems, maxItems);
  const drawn = Array.from({ length: size }, () => draw(items as Schema, source, one(name)));
  if (!schema.uniqueItems) return drawn;
  const unique = [...new Set(drawn)];
  while (unique.length < minItems) unique.push(draw(items as Schema, { ...source, known: new Map() }, ''));
  return unique;
}

function integer({ minimum = -5, maximum = 1_000 }: Schema, random: () => number): number {
  const most = Math.min(maximum, Number.MAX_SAFE_INTEGER);
  const small = Math.min(most, minimum + between(random, 0, 5));
  return pick(random, [minimum, most, small, small, between(random, minimum, most)]);
}

function text(schema: Schema, source: Source, name: string): string {
  const { random, known, own } = source;
  const mine = own[name];
  const given = known.get(name) ?? [];
  const [wantsMine, wantsGiven] = [chance(random, 0.8), chance(random, 0.8)];
  if (mine !== undefined && wantsMine) return mine;
  if (given.length && wantsGiven) return given[Math.floor(random() ** 2 * given.length)]!; // the older the likelier
  if (schema.format === 'uuid') return uuid(random);
  if (schema.format === 'date' || schema.format === 'date-time') return time(random, schema.format);
  if (schema.pattern) return matching(schema.pattern, random);
  return plain(schema, random);
}

/** Counted as JavaScript does, so that no one counts more. */
function plain({ minLength = 0, maxLength = 300 }: Schema, random: () => number): string {
  const size = pick(random, [minLength, maxLength, between(random, minLength, Math.min(maxLength, 20))]);
  let drawn = '';
  while (drawn.length < size) drawn += chance(random, 0.1) ? pick(random, odd) : pick(random, alphabet);
  return drawn.slice(0, size).toWellFormed();
}

export const uuid = (random: () => number) =>
  'xxxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => between(random, 0, 15).toString(16));

function time(random: () => number, format: string): string {
  const year = pick(random, ['0000', '0001', '1969', '2026', '2027', '9999']);
  const day = `${year}-${pick(random, ['01-01', '02-28', '12-31'])}`;
  return format === 'date' ? day : `${day}T${pick(random, ['00:00:00', '23:59:59.999', '19:00:00.123456789'])}Z`;
}

/** A text for a pattern of characters and classes, each with how often: `^pm_\w{1,60}$`. Throws for one that says more than that. */
export function matching(pattern: string, random: () => number): string {
  const atoms = pattern
    .replace(/^\^|\$$/g, '')
    .matchAll(/(\[(?:\\.|[^\]\\])*\]|\\.|[^\\])(?:\{(\d+)(?:,(\d*))?\}|([*+?]))?/g);
  const drawn = [...atoms].map(([, atom, least, most, sign]) => {
    const fits = new RegExp(`^${atom}$`, 'u');
    const from = alphabet.filter(character => fits.test(character));
    const fewest = least ? Number(least) : sign === '*' || sign === '?' ? 0 : 1;
    const largest = most ? Number(most) : sign === '*' || sign === '+' ? 20 : Math.max(fewest, 1);
    const size = pick(random, [fewest, largest, between(random, fewest, largest)]);
    return Array.from({ length: size }, () => pick(random, from)).join('');
  });
  const text = drawn.join('');
  if (!new RegExp(pattern, 'u').test(text)) throw new Error(`the fuzzer cannot draw a text for ${pattern}`);
  return text;
}
