import { connectToPostgres } from '../../ticketmaster/postgres/database.ts';
import { faultsIn } from '../../ticketmaster/tech-locking-and-transactions/contract/audit.ts';
import { type Sell, seatIdsFor } from '../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import { homeOf } from '../../ticketmaster/tech-locking-and-transactions/sharded-postgres/nodes.ts';
import { openSharded } from '../../ticketmaster/tech-locking-and-transactions/sharded-postgres/open.ts';
import {
  pessimistic,
  sellInOneTransaction,
} from '../../ticketmaster/tech-locking-and-transactions/store/in-one-transaction.ts';
import { unique } from '../../ticketmaster/testing/eventually.ts';
import type { Bench, Target } from './bench.ts';
import { closedLoop } from './payments/closed-loop.ts';

const BUYERS = 16;
const SEATS = 2_000; // of an event
const NODES = ['north', 'south'] as const;
type NodeName = (typeof NODES)[number];

/** Orders over one node and over two: at the node itself, routed by the application, and through postgres_fdw. */
export const bench: Bench = {
  about: 'orders over two PostgreSQL nodes: straight at a node, routed by event, through postgres_fdw',
  counted: 'orders',
  home: 'ticketmaster/tech-locking-and-transactions/sharded-postgres',
  servers: ['postgres', 'postgres-2', 'postgres-3'],

  async open({ urls, cleanUp }) {
    const at = { router: urls.PG_URL!, north: urls.PG_URL_2!, south: urls.PG_URL_3! };
    const schema = unique('bench_sharded');
    const office = await openSharded(at, schema)();
    cleanUp.defer(async () => {
      await office.close();
      for (const url of Object.values(at)) {
        const db = connectToPostgres(url, { schema, connections: 1 });
        for (const node of NODES) await db.query(`drop server if exists ${schema}_${node} cascade`);
        await db.query(`drop schema ${schema} cascade`);
        await db.close();
      }
    });
    const north = connectToPostgres(at.north, { schema });
    cleanUp.defer(north.close);
    const direct = sellInOneTransaction(north, pessimistic);

    const events: string[] = [];
    const seatIds = seatIdsFor(SEATS);
    /** Seats that nobody has asked for, one after the other, of events on that node. */
    function seatsAt(node: NodeName) {
      let sold = 0;
      let opening: Promise<string> = Promise.resolve('');
      return async () => {
        const nth = sold++ % SEATS;
        if (nth === 0) opening = onSale(node);
        return { eventId: await opening, seatIds: [seatIds[nth]!] };
      };
    }
    async function onSale(node: NodeName): Promise<string> {
      let eventId = unique('bench');
      while (homeOf(eventId, NODES) !== node) eventId = unique('bench');
      await office.putOnSale(eventId, seatIds, 5_000);
      events.push(eventId);
      return eventId;
    }

    const target = (name: string, sell: Sell, nodes: readonly NodeName[]): Target => {
      const nextSeat = nodes.map(seatsAt);
      let orders = 0;
      return {
        name,
        measure: seconds =>
          closedLoop(BUYERS, seconds, async () => {
            const wish = await nextSeat[orders++ % nodes.length]!();
            const who = { orderId: crypto.randomUUID(), userId: 'ada', paymentToken: 'tok_ok' };
            const { status } = await sell({ ...who, ...wish }, () => {});
            if (status !== 'CONFIRMED') throw new Error(`an order was ${status}`);
          }),
      };
    };
    const { routed, fdw } = office.ways as { routed: Sell; fdw: Sell };
    return {
      baseline: 'direct, one node',
      circumstances: [
        `${BUYERS} buyers at a time, a seat each`,
        'router and nodes on one machine: two nodes share its CPU and its disk',
      ],
      comparisons: [{ over: 'direct', targets: ['direct, one node'] }],
      targets: [
        target('direct, one node', direct, ['north']),
        target('routed, one node', routed, ['north']),
        target('routed, two nodes', routed, NODES),
        target('fdw, one node', fdw, ['north']),
        target('fdw, two nodes', fdw, NODES),
      ],
      async audit() {
        let tickets = 0;
        for (const eventId of events) {
          const audit = (await office.audit(eventId))!;
          const faults = faultsIn(audit);
          if (faults.length) throw new Error(`The figures are worthless: ${faults.join(', ')} of ${eventId}`);
          tickets += audit.tickets;
        }
        return [
          `The books of all ${events.length} events are right: ${tickets} tickets, each paid for, no seat twice.`,
        ];
      },
    };
  },
};
