import { join } from 'node:path';
import { paymentsOfAnOrder } from '../../ticketmaster/payments/of-an-order.ts';
import { connectToPostgres } from '../../ticketmaster/postgres/database.ts';
import { faultsIn } from '../../ticketmaster/tech-locking-and-transactions/contract/audit.ts';
import {
  type Outcome,
  type Purchase,
  seatIdsFor,
} from '../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import { openDurable } from '../../ticketmaster/tech-locking-and-transactions/durable-execution/open.ts';
import { openRestate } from '../../ticketmaster/tech-locking-and-transactions/durable-execution/restate/open.ts';
import { sagaTables } from '../../ticketmaster/tech-locking-and-transactions/saga/saga-log.ts';
import { waysOf } from '../../ticketmaster/tech-locking-and-transactions/saga/ways.ts';
import { openDatabase } from '../../ticketmaster/tech-locking-and-transactions/store/database.ts';
import { providerPayments } from '../../ticketmaster/tech-two-phase-payments/payment-provider.ts';
import { unique } from '../../ticketmaster/testing/eventually.ts';
import { freePort, spawnServer } from '../../ticketmaster/testing/processes.ts';
import type { Bench, Target } from './bench.ts';
import { bytesOfSales, recoveryMs } from './durable/after-a-kill.ts';
import { closedLoop } from './payments/closed-loop.ts';

const SEATS = 2_000; // of an event
const providerScript = join(import.meta.dirname, '../../ticketmaster/tech-two-phase-payments/provider/server.ts');

/** What an engine costs: the same steps at the same provider, by the saga lesson's orchestrator, on DBOS and on Restate. */
export const bench: Bench = {
  about: 'the same sale by an orchestrator written by hand, on DBOS and on Restate',
  counted: 'sales',
  home: 'ticketmaster/tech-locking-and-transactions/durable-execution',
  servers: ['postgres', 'restate'],

  async open({ urls, cleanUp }) {
    const seats = urls.PG_URL!;
    const schema = unique('bench_durable');
    const providerSchema = `${schema}_provider`;
    cleanUp.defer(async () => {
      const db = connectToPostgres(seats, { schema, connections: 1 });
      await db.query(`drop schema if exists ${schema}, ${schema}_dbos, ${providerSchema} cascade`);
      await db.close();
    });
    const provider = await spawnServer(providerScript, { PG_URL: seats, PG_SCHEMA: providerSchema });
    cleanUp.defer(async () => void (await provider.end()));
    const office = await openDurable({ seats, provider: provider.url }, { schema, patienceMs: 60_000 })();
    cleanUp.defer(office.close);
    const [service, port] = [unique('bench_sale'), await freePort()];
    const onRestate = await openRestate(
      { seats, provider: provider.url, restate: urls.RESTATE_URL! },
      { schema, service, port, patienceMs: 60_000 },
    )();
    cleanUp.defer(onRestate.close);
    const db = await openDatabase(seats, schema, [sagaTables], 20);
    cleanUp.defer(db.close);
    const byHand = waysOf(db, paymentsOfAnOrder(providerPayments(db, office.client))).saga!;

    const seatIds = seatIdsFor(SEATS);
    const events: string[] = [];
    let sold = 0;
    let opening: Promise<unknown> = Promise.resolve();
    async function wish(): Promise<Purchase> {
      const nth = sold++;
      if (nth % SEATS === 0) {
        events.push(unique('bench'));
        opening = office.putOnSale(events.at(-1)!, seatIds, 5_000);
      }
      await opening;
      const [eventId, seatId] = [events[Math.floor(nth / SEATS)]!, seatIds[nth % SEATS]!];
      return { orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds: [seatId], paymentToken: 'tok_ok' };
    }
    const target = (name: string, buyers: number, sell: (purchase: Purchase) => Promise<Outcome>): Target => ({
      name,
      measure: seconds =>
        closedLoop(buyers, seconds, async () => {
          const { status } = await sell(await wish());
          if (status !== 'CONFIRMED') throw new Error(`a sale was ${status}`);
        }),
    });
    const reached = () => {};
    const dbos = (purchase: Purchase) => office.ways.dbos!(purchase, reached);
    const restate = (purchase: Purchase) => onRestate.ways.restate!(purchase, reached);
    const saga = (purchase: Purchase) => byHand(purchase, reached);

    return {
      baseline: 'by hand, 16 buyers',
      circumstances: [
        'the provider is the stand-in, on the same machine',
        'seats and journal of DBOS in one PostgreSQL',
      ],
      comparisons: [{ over: 'by hand, 16 buyers', targets: ['by hand, 16 buyers'] }],
      targets: [
        target('by hand, 1 buyer', 1, saga),
        target('on DBOS, 1 buyer', 1, dbos),
        target('on Restate, 1 buyer', 1, restate),
        target('by hand, 16 buyers', 16, saga),
        target('on DBOS, 16 buyers', 16, dbos),
        target('on Restate, 16 buyers', 16, restate),
      ],
      async audit() {
        for (const eventId of events) {
          const faults = faultsIn((await office.audit(eventId))!);
          if (faults.length) throw new Error(`The figures are worthless: ${faults.join(', ')}`);
        }
        const bytes = await bytesOfSales(db, schema);
        const environment = { PG_URL: seats, PG_SCHEMA: schema, PROVIDER_URL: provider.url };
        const ms = await recoveryMs('server.ts', environment);
        const msOnRestate = await recoveryMs('restate/server.ts', {
          ...{ ...environment, RESTATE_URL: urls.RESTATE_URL!, SERVICE: unique('bench_killed') },
          ENDPOINT: `${await freePort()}`,
        });
        return [
          `The provider's ledger and the seats of all ${sold} sales agree.`,
          `In the log, a sale leaves ${bytes.dbos} bytes on DBOS and ${bytes.byHand} by hand; on Restate nothing, which forgets a sale that has ended.`,
          `A server is killed with the money taken (kill -9): a peer has issued the tickets after ${ms} ms on DBOS and ${msOnRestate} ms on Restate, the medians of three.`,
        ];
      },
    };
  },
};
