import { seeded } from '@ticketmaster/testing/zipf';
import type { Described, Document } from './document.ts';
import { between, chance, pick, type Source, uuid } from './draw.ts';
import { type Drawn, say } from './drawn.ts';
import { addBody, addParameters } from './input.ts';
import type { Known } from './known.ts';

/** Who asks: sessions that the server gave out, and the operator's token; '' where it is not known. */
export interface Credentials {
  sessions: { userId: string; cookie: string }[];
  operatorToken: string;
}

/** The operations of a document, in its order. */
export const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );

/**
 * The request number `index` of a seed: the same whenever it is drawn, but for what the server has given out. Every other is right by the
 * document; with the rest one thing is wrong, or two.
 */
export function drawRequest(document: Document, seed: number, index: number, known: Known, who: Credentials): Drawn {
  const random = seeded(seed * 1_000_003 + index);
  const { method, path, described } = pick(random, operationsOf(document));
  const session = pick(random, who.sessions);
  const source: Source = { random, known, own: { visitorId: session.userId } };
  const drawn: Drawn = {
    ...{ operation: `${method} ${path}`, method, path, headers: {}, wrong: [], forbidden: false },
  };
  const wrongs = chance(random, 0.5) ? [] : Array.from({ length: between(random, 1, 2) }, random);
  const spoilt = (from: number, to: number) => wrongs.some(part => part >= from && part < to);

  addParameters(drawn, described.parameters, source, spoilt(0, 0.35));
  addCredentials(drawn, described, source, { session, operatorToken: who.operatorToken, spoilt: spoilt(0.35, 0.5) });
  addBody(drawn, described, source, spoilt(0.5, 0.8));
  if (spoilt(0.8, 0.9)) addSurroundings(drawn, source);
  if (spoilt(0.9, 1)) changeMethod(drawn, document, source);
  return drawn;
}

interface Who {
  session: Credentials['sessions'][number];
  operatorToken: string;
  spoilt: boolean;
}

function addCredentials(drawn: Drawn, { security }: Described, source: Source, who: Who): void {
  const { random, known } = source;
  const { cookie, userId } = who.session;
  const asks = (scheme: string) => security.some(one => scheme in one);
  const wrongToken = pick(random, [
    ...['', 'Bearer', 'Bearer x', 'Basic eDp4', `Bearer ${uuid(random)}`, `Bearer ${'x'.repeat(5_000)}`],
  ]);
  const wrongCookie = pick(random, [
    ...['', 'session=', `session=${userId}.${'x'.repeat(43)}`, cookie.replace('session=', 'session=x'), 'a=b; ;;='],
  ]);
  const spoilt = who.spoilt && (asks('session') || asks('operator'));
  if (spoilt) say(drawn, 'another cookie or token', true);
  drawn.headers.cookie = spoilt ? wrongCookie : cookie;
  if (asks('operator')) {
    const right = who.operatorToken && `Bearer ${who.operatorToken}`;
    drawn.headers.authorization = spoilt ? wrongToken : right || wrongToken;
    if (!right && !spoilt) say(drawn, 'the operator’s token is not known', true);
  } else if (asks('admission')) {
    const given = (known.get('admissionToken') ?? []).map(token => `Bearer ${token}`);
    const [isGiven, right] = [chance(random, 0.8), pick(random, given.length ? given : [wrongToken])];
    drawn.headers.authorization = isGiven ? right : wrongToken;
  }
}

const long = 'x'.repeat(20_000);
const surroundings = [
  ...[
    ['host', 'example.com'],
    ['sec-fetch-site', 'cross-site'],
    ['content-encoding', 'gzip'],
  ],
  ...[
    ['content-encoding', 'klingon'],
    ['accept', 'image/png'],
    ['x-request-id', 'é'.repeat(100)],
  ],
  ...[
    ['range', 'bytes=5-1'],
    ['if-none-match', '*'],
    ['x-http-method-override', 'DELETE'],
  ],
  ...[
    ['x-forwarded-proto', 'https, x'],
    ['x-long', long],
  ],
] as [name: string, value: string][];

/** What stands around every request, and has nothing to do with what it wants. */
function addSurroundings(drawn: Drawn, { random }: Source): void {
  const [name, value] = pick(random, surroundings);
  drawn.headers[name] = value;
  say(drawn, `${name}: ${value.slice(0, 20)}`);
}

/** Another method: HEAD is a GET without a body; of the others the document has none for this path. */
function changeMethod(drawn: Drawn, document: Document, { random }: Source): void {
  const [, path = ''] = drawn.operation.split(' ');
  const described = Object.keys(document.paths[path]!).map(method => method.toUpperCase());
  const others = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].filter(one => !described.includes(one));
  drawn.method = described.includes('GET') && chance(random, 0.5) ? 'HEAD' : pick(random, others);
  if (drawn.method === 'HEAD') drawn.operation = `GET ${path}`;
  drawn.forbidden = false;
  say(drawn, `method ${drawn.method}`);
}
