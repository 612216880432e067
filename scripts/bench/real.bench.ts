import { join } from 'node:path';
import { signatureOf } from '../../ticketmaster/real-implementation/sessions/sessions.ts';
import { connectToRedis } from '../../ticketmaster/redis/connect.ts';
import { sharedSecret } from '../../ticketmaster/tech-waiting-room/ledger/shared-secret.ts';
import { unique } from '../../ticketmaster/testing/eventually.ts';
import { spawnServer } from '../../ticketmaster/testing/processes.ts';
import type { Bench } from './bench.ts';
import { type Load, openLoadGenerator } from './load.ts';
import { findPgbench, howToGetIt, pgbench } from './pgbench.ts';
import { pgbenchTargets } from './pgbench-targets.ts';
import { aims, names, WAITING } from './real/aims.ts';
import { holdInSql, openHall } from './real/hall.ts';
import { openLines } from './real/lines.ts';
import { audited } from './simplest/reserve.ts';
import { sales } from './simplest/sales.ts';

const CONNECTIONS = 64;
const OPERATOR_TOKEN = 'operator-of-the-bench';
const HOT_ROW = 'pgbench, one row that 64 clients want';
/** Seats, of which each run takes others. */
const MILLION = 1_000_000;
const RUN = 60_000;
/** Visitors who join, or search, in one run at the most. */
const JOINS = 60_000;
const shop = '../../ticketmaster/real-implementation/server.ts';

/** What a hold costs, beside what HTTP alone and what PostgreSQL alone cost; and what readers cost. */
export const bench: Bench = {
  about: 'the real implementation: holds in batches, beside what HTTP alone and PostgreSQL alone can',
  home: 'ticketmaster/real-implementation',
  servers: ['postgres', 'redis'],
  aims,

  async open({ urls, interrupted, cleanUp }) {
    const url = urls.PG_URL!;
    const schema = unique('bench_real');
    const hall = await openHall(url, schema);
    cleanUp.defer(hall.drop);
    const started = async (script: string) => {
      const settings = {
        OPERATOR_TOKEN,
        PG_URL: url,
        REDIS_URL: urls.REDIS_URL!,
        PG_SCHEMA: schema,
        HOLD_SECONDS: '86400',
        MOST_UNPAID: '0',
        REQUESTS_PER_SECOND: `${MILLION}`, // one visitor does it all: counted, and never too many
        REQUESTS_AT_ONCE: `${MILLION}`,
        SEED_EVENTS: '100000',
      };
      const server = await spawnServer(join(import.meta.dirname, script), { ...settings, NODE_ENV: 'production' });
      cleanUp.defer(async () => void (await server.end()));
      return server.url;
    };
    const bareNode = await started('simplest/bare-node.ts');
    const noDatabase = await started('simplest/no-database.ts');
    const server = await started(shop);
    const generator = openLoadGenerator(interrupted);
    cleanUp.defer(generator.close); // first of all: a server waits for what it was asked
    const ask = (server: string, seconds: number, load: Asked) =>
      generator.run({ url: server, connections: CONNECTIONS, numbers: { from: 0, to: 1e9 }, seconds, ...load });

    const session = await fetch(`${server}/api/session`, { method: 'POST' });
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
    const holding = (eventId: string, seatId: string): Asked => ({
      ...{ method: 'POST', path: `/api/events/${eventId}/orders`, expect: 201 },
      headers: {
        cookie,
        'content-type': 'application/json',
        'idempotency-key': `${eventId}-${crypto.randomUUID()}-{n}`,
      },
      body: JSON.stringify({ seatIds: [seatId] }),
    });
    const reading = (path: string): Asked => ({ method: 'GET', path, expect: 200 });

    const taken = 'F1-1-1';
    const operator = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
    const off = JSON.stringify({ waitingRoom: 'off' }); // so many in a second would switch it on
    await fetch(`${server}/api/events/E3`, { method: 'PATCH', headers: operator, body: off });
    const first = holding('E3', taken);
    await fetch(`${server}${first.path}`, { method: 'POST', headers: first.headers!, body: first.body! });
    await fetch(`${server}/api/events/E3/seats`); // from here on its map is in memory
    const redis = connectToRedis(urls.REDIS_URL!);
    cleanUp.defer(async () => void (await redis.quit()));
    const secret = await sharedSecret(redis)();
    /** Visitors whom nobody knows yet, with the cookies that the shop would have given them. */
    const sessions = () =>
      Array.from({ length: JOINS }, () => {
        const userId = crypto.randomUUID();
        return [userId, signatureOf(secret, 'session', userId)];
      });
    const lines = openLines(redis, server, OPERATOR_TOKEN);
    cleanUp.defer(lines.drop);
    const [short, long] = [await lines.open(0), await lines.open(WAITING)];
    const joining = (eventId: string, seconds: number) =>
      ask(server, seconds, {
        ...{ method: 'POST', path: `/api/events/${eventId}/waiting-room/{0}`, expect: 202 },
        headers: { cookie: 'session={0}.{1}', 'content-length': '0' },
        ...{ words: sessions(), numbers: { from: 0, to: JOINS } },
      });
    const won = sales(hall, 'http', 12_000);
    const inSql = sales(hall, 'pgbench', 12_000);
    await hall.putOnSale('http-million', MILLION);
    const ofMillion = { runs: 0, count: 0 };
    const pgbenches = pgbenchTargets({
      ...{ url, schema, clients: [16, CONNECTIONS], script: holdInSql, sales: inSql, interrupted },
    });

    const program = findPgbench();
    const script = `update seat_inventory set version = version + 1 where event_id = 'hot' and seat_id = 'S-000000000';`;
    const inHot = { url, schema, clients: CONNECTIONS, script };
    await hall.putOnSale('hot', 1);

    return {
      baseline: 'bare node:http',
      circumstances: await hall.circumstances(),
      comparisons: [
        { over: 'hello', targets: ['hello (GET /health)'] },
        { over: 'no-op POST', targets: ['no-op POST'] },
        { over: 'pgbench', targets: pgbenches.map(({ name }) => name) },
        { over: 'hot row', targets: [HOT_ROW] },
        { over: 'wins', targets: [names.wins] },
        { over: 'join', targets: [names.join] },
      ],
      targets: [
        { name: 'bare node:http', measure: seconds => ask(bareNode, seconds, reading('/health')) },
        { name: 'hello (GET /health)', measure: seconds => ask(server, seconds, reading('/health')) },
        {
          name: 'no-op POST',
          measure: seconds => {
            const body = JSON.stringify({ userId: 'ada', seatIds: ['any-{n}'] });
            return ask(noDatabase, seconds, { ...holding('any', 'any'), body });
          },
        },
        {
          name: names.wins,
          measure: seconds =>
            won.of(seconds, async ({ eventId, count }) => {
              const load = { ...holding(eventId, 'S-{n}'), numbers: { from: 0, to: count } };
              const { good, ...sample } = await ask(server, seconds, load);
              return { sample, sold: good };
            }),
        },
        {
          name: names.million,
          async measure(seconds) {
            const from = RUN * ofMillion.runs++;
            const load = { ...holding('http-million', 'S-{n}'), numbers: { from, to: from + RUN } };
            const { good, ...sample } = await ask(server, seconds, load);
            ofMillion.count += good;
            return sample;
          },
        },
        { name: names.loses, measure: seconds => ask(server, seconds, { ...holding('E3', taken), expect: 409 }) },
        { name: names.join, measure: seconds => joining(short, seconds) },
        { name: names.behind, measure: seconds => joining(long, seconds) },
        {
          name: names.search,
          measure: seconds =>
            ask(server, seconds, {
              ...reading('/api/events?q={0}'),
              words: searches(),
              numbers: { from: 0, to: JOINS },
            }),
        },
        { name: names.event, measure: seconds => ask(server, seconds, reading('/api/events/E1')) },
        { name: names.seats, measure: seconds => ask(server, seconds, reading('/api/events/E1/seats')) },
        ...pgbenches,
        program
          ? { name: HOT_ROW, measure: seconds => pgbench(program, { ...inHot, seconds }, interrupted) }
          : { name: HOT_ROW, missing: howToGetIt },
      ],
      async audit() {
        return [
          audited('answers 201', won.count() + ofMillion.count, await hall.reserved('http-%')),
          ...(program ? [audited('transactions of pgbench', inSql.count(), await hall.reserved('pgbench-%'))] : []),
        ];
      },
    };
  },
};

type Asked = Omit<Load, 'url' | 'connections' | 'seconds' | 'numbers'> & Partial<Pick<Load, 'numbers'>>;

/** What nobody has searched for, so that no cache knows it: two words of the seeded names, one of them mistyped, and a number. */
function searches(): string[][] {
  const [first, second] = [
    ['silver', 'golden', 'electric', 'crystal', 'midnight', 'velvet', 'burning', 'scarlet'],
    ['rivrs', 'foxse', 'miror', 'gardns', 'lantern', 'wolvs', 'orchds', 'sparows'],
  ];
  return Array.from({ length: JOINS }, (_, n) => [
    `${first[n % 8]}+${second[(n >> 3) % 8]}+${1 + ((n * 7919) % 99_000)}`,
  ]);
}
