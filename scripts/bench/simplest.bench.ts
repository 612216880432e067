import { join } from 'node:path';
import { unique } from '../../ticketmaster/testing/eventually.ts';
import { spawnServer } from '../../ticketmaster/testing/processes.ts';
import type { Bench } from './bench.ts';
import { type Load, openLoadGenerator } from './load.ts';
import { findPgbench } from './pgbench.ts';
import { pgbenchTargets } from './pgbench-targets.ts';
import { audited, reserveInSql, reserveOverHttp } from './simplest/reserve.ts';
import { sales } from './simplest/sales.ts';
import { openSeats } from './simplest/seats.ts';

const CONNECTIONS = 64;
const POOL = 10; // the server's connections to PostgreSQL
const boxOffice = '../../ticketmaster/simplest-implementation/server.ts';

/** What a reservation costs, beside what HTTP alone and what PostgreSQL alone cost. */
export const bench: Bench = {
  about: 'the simplest Ticketmaster: what a reservation costs, and what of it is HTTP',
  home: 'ticketmaster/simplest-implementation',
  servers: ['postgres'],

  async open({ urls, interrupted, cleanUp }) {
    const url = urls.PG_URL!;
    const schema = unique('bench');
    const seats = await openSeats(url, schema);
    cleanUp.defer(seats.drop);
    const started = async (script: string) => {
      const settings = { PG_URL: url, PG_SCHEMA: schema, PG_CONNECTIONS: `${POOL}`, HOLD_SECONDS: '86400' };
      const server = await spawnServer(join(import.meta.dirname, script), { ...settings, NODE_ENV: 'production' });
      cleanUp.defer(async () => void (await server.end()));
      return server.url;
    };
    const bareNode = await started('simplest/bare-node.ts');
    const hello = await started(boxOffice);
    const noDatabase = await started('simplest/no-database.ts');
    const winning = await started(boxOffice);
    const losing = await started(boxOffice);
    const generator = openLoadGenerator(interrupted);
    cleanUp.defer(generator.close); // first of all: a server waits for what it was asked
    const ask = (server: string, seconds: number, load: Asked) =>
      generator.run({ url: server, connections: CONNECTIONS, numbers: { from: 0, to: 1e9 }, seconds, ...load });

    const getHealth = { method: 'GET', path: '/health', expect: 200 } as const;
    const lost = 'sold-out';
    await seats.putOnSale(lost, 1);
    await seats.sellOut(lost);
    const won = sales(seats, 'http', 10_000);
    const inSql = sales(seats, 'pgbench', 25_000);
    const pgbenches = pgbenchTargets({
      ...{ url, schema, clients: [POOL, CONNECTIONS], script: reserveInSql, sales: inSql, interrupted },
    });

    return {
      baseline: 'bare node:http',
      circumstances: await seats.circumstances(),
      comparisons: [
        { over: 'bare node', targets: ['bare node:http'] },
        { over: 'no-op POST', targets: ['no-op POST'] },
        { over: 'pgbench', targets: pgbenches.map(({ name }) => name) },
      ],
      targets: [
        { name: 'bare node:http', measure: seconds => ask(bareNode, seconds, getHealth) },
        { name: 'hello (GET /health)', measure: seconds => ask(hello, seconds, getHealth) },
        {
          name: 'no-op POST',
          measure: seconds => ask(noDatabase, seconds, { ...reserveOverHttp('any', 'any-{n}'), expect: 201 }),
        },
        {
          name: 'reserve that wins',
          measure: seconds =>
            won.of(seconds, async ({ eventId, count }) => {
              const order = reserveOverHttp(eventId, `${eventId}-{n}`);
              const { good, ...sample } = await ask(winning, seconds, {
                ...order,
                expect: 201,
                numbers: { from: 0, to: count },
              });
              return { sample, sold: good };
            }),
        },
        {
          name: 'reserve that loses',
          measure: seconds => ask(losing, seconds, { ...reserveOverHttp(lost, `${lost}-000000000`), expect: 409 }),
        },
        ...pgbenches,
      ],
      async audit() {
        const { orders } = await seats.reserved(lost);
        if (orders > 0) throw new Error(`The figures are worthless: ${orders} orders got a seat that had been sold`);
        return [
          audited('answers 201', won.count(), await seats.reserved('http-%')),
          ...(findPgbench()
            ? [audited('transactions of pgbench', inSql.count(), await seats.reserved('pgbench-%'))]
            : []),
        ];
      },
    };
  },
};

type Asked = Omit<Load, 'url' | 'connections' | 'seconds' | 'numbers'> & Partial<Pick<Load, 'numbers'>>;
