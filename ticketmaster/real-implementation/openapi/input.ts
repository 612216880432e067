import type { Described, Parameter, Schema } from './document.ts';
import { between, chance, draw, matching, pick, type Source } from './draw.ts';
import { type Drawn, say } from './drawn.ts';
import { allows, spoil } from './spoil.ts';

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();

/** What a text means where a number is asked for. */
const meantBy = (schema: Schema, text: string) =>
  schema.type === 'integer' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;

/** As a header can carry it. */
const inHeader = (text: string) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, 'é').trim();

/** Writes parameters into path, query and headers. Where something is wrong with them, it is with one of them. */
export function addParameters(drawn: Drawn, all: Parameter[], source: Source, spoilt: boolean): void {
  const { random } = source;
  const bad = spoilt && all.length ? pick(random, all) : undefined;
  const query: string[] = [];
  for (const one of all) {
    const { name, schema, required } = one;
    if (one !== bad && !required && chance(random, 0.5)) continue;
    let text = textOf(draw(schema, source, name));
    let encoded: string | undefined;
    if (one === bad) {
      if (one.in !== 'path' && chance(random, 0.2)) {
        say(drawn, `no ${name}`, required);
        continue;
      }
      const { value, what } = spoil(schema, text, source, name);
      text = textOf(value).slice(0, one.in === 'path' ? 5_000 : 20_000) || 'x'; // an empty part of a path is another path
      if (one.in === 'header') text = inHeader(text);
      if (one.in === 'path' && chance(random, 0.1)) encoded = '%E0%A4%A';
      if (encoded || !allows(schema, meantBy(schema, text))) say(drawn, encoded ? `${name} is no UTF-8` : what, true);
    }
    encoded ??= encodeURIComponent(text);
    if (one.in === 'header') drawn.headers[name.toLowerCase()] = inHeader(text);
    if (one.in === 'query') query.push(`${name}=${encoded}`);
    if (one.in === 'path') drawn.path = drawn.path.replace(`{${name}}`, () => encoded);
  }
  if (bad?.in === 'query' && chance(random, 0.2)) {
    query.push(`${bad.name}=1`, `${bad.name}=2`);
    say(drawn, `${bad.name} more than once`, true);
  }
  if (query.length) drawn.path += `?${query.join('&')}`;
}

const LARGEST = 16 * 1024;

/** Adds the body that an operation takes. */
export function addBody(drawn: Drawn, { requestBody }: Described, source: Source, spoilt: boolean): void {
  const { random } = source;
  if (!requestBody) return;
  const schema = requestBody.content['application/json']?.schema;
  if (!schema) {
    drawn.headers['content-type'] = pick(random, ['application/json', 'text/plain', 'x']);
    drawn.body = pick(random, ['', '{}', '{"id": "evt_1", "object": "event"}', 'x'.repeat(20_000), '\0']);
    say(drawn, 'a body that nobody has signed', true);
    return;
  }
  if (!requestBody.required && chance(random, 0.3)) return;
  const value = draw(schema, source);
  drawn.headers['content-type'] = 'application/json';
  drawn.body = JSON.stringify(value);
  if (!spoilt) return;
  if (chance(random, 0.6)) {
    const { value: changed, what } = spoil(schema, value, source, 'the body');
    drawn.body = JSON.stringify(changed);
    const tooLarge = Buffer.byteLength(drawn.body) > LARGEST;
    if (tooLarge || !allows(schema, JSON.parse(drawn.body))) say(drawn, what, true);
    return;
  }
  const [what, body, type] = pick(random, notJson(drawn.body, random));
  drawn.body = body;
  if (type) drawn.headers['content-type'] = type;
  say(drawn, what, requestBody.required || body !== '');
}

/** Bodies that are wrong before anybody looks at what they say. */
function notJson(right: string, random: () => number): [what: string, body: string | Buffer, type?: string][] {
  return [
    ['half a body', right.slice(0, -1 - between(random, 0, 3))],
    ['no JSON', matching('^[a-z<]{1,20}$', random)],
    ['an empty body', ''],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a number without end', '{"seatIds": 1e999}'],
    ['a prototype', '{"__proto__": {"seatIds": ["F1-1-1"]}, "constructor": 1}'],
    ['a body of another type', right, 'text/plain'],
    ['a form', 'seatIds=F1-1-1', 'application/x-www-form-urlencoded'],
    ['an unknown charset', right, 'application/json; charset=klingon'],
    ['20 kB', `{"seatIds": ["${'x'.repeat(20_000)}"]}`],
  ];
}
