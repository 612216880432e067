import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToPostgres } from '../../ticketmaster/postgres/database.ts';
import { seatIdsFor } from '../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import { connectToProvider } from '../../ticketmaster/tech-two-phase-payments/client.ts';
import { ask, type Reply } from '../../ticketmaster/testing/client.ts';
import { unique } from '../../ticketmaster/testing/eventually.ts';
import { spawnServer } from '../../ticketmaster/testing/processes.ts';
import type { Bench, Target } from './bench.ts';
import { closedLoop } from './payments/closed-loop.ts';

const BUYERS = 16;
const SEATS = 2_000; // of an event
const lesson = '../../ticketmaster/tech-two-phase-payments';

/** What a sale in two phases costs, beside what its calls to the provider cost alone; and what a provider on a bad day makes of it. */
export const bench: Bench = {
  about: 'two-phase payments: a sale, its calls to the provider alone, and a provider on a bad day',
  counted: 'sales',
  home: 'ticketmaster/tech-two-phase-payments',
  servers: ['postgres'],

  async open({ urls, cleanUp }) {
    const pgUrl = urls.PG_URL!;
    const [shopSchema, providerSchema] = [unique('bench_payments'), unique('bench_provider')];
    const db = connectToPostgres(pgUrl, { schema: shopSchema });
    cleanUp.defer(async () => {
      await db.query(`drop schema if exists ${shopSchema} cascade`);
      await db.query(`drop schema if exists ${providerSchema} cascade`);
      await db.close();
    });
    const started = async (script: string, settings: Record<string, string>) => {
      const server = await spawnServer(join(import.meta.dirname, lesson, script), { PG_URL: pgUrl, ...settings });
      cleanUp.defer(async () => void (await server.end()));
      return server.url;
    };
    const provider = await started('provider/server.ts', { PG_SCHEMA: providerSchema });
    const shop = await started('server.ts', {
      ...{
        PG_SCHEMA: shopSchema,
        PROVIDER_URL: provider,
        OPERATOR_TOKEN: 'bench',
        COMPLETE_MS: '500',
        GRACE_MS: '5000',
      },
    });
    const post = (url: string, name: string, key: string, body: object): Promise<Reply> => {
      const headers = { authorization: `Bearer ${name}`, 'content-type': 'application/json', 'idempotency-key': key };
      return ask('POST', url, headers, JSON.stringify(body), 60_000);
    };
    const control = async (what: string, body: object) => {
      const { status } = await post(`${provider}/_control/${what}`, 'bench', 'none', body);
      if (status !== 200) throw new Error(`/_control/${what} was answered ${status}`);
    };
    await control('slow', { ms: 500 });

    const client = connectToProvider({ key: 'sk_test_lab', url: provider });
    const charge = () => ({
      orderId: crypto.randomUUID(),
      eventId: 'bench',
      cents: 5_000,
      currency: 'EUR',
      fault: null,
    });
    /** The calls alone: one phase takes the money as soon as the card has said yes. */
    const calls = async (phases: 1 | 2) => {
      const key = crypto.randomUUID();
      const { id } = await client.create(`${key}:1`, charge(), phases === 1 ? 'automatic' : 'manual');
      await client.confirm(`${key}:2`, id, 'pm_card_visa');
      if (phases === 2) await client.capture(`${key}:3`, id, 5_000);
    };

    const seatIds = seatIdsFor(SEATS);
    const events: string[] = [];
    let sold = 0;
    let opening: Promise<unknown> = Promise.resolve();
    /** The next seat that nobody has asked for yet. */
    async function nextSeat(): Promise<{ eventId: string; seatId: string }> {
      const nth = sold++;
      if (nth % SEATS === 0) {
        events.push(unique('bench'));
        opening = post(`${shop}/api/events`, 'bench', 'none', { eventId: events.at(-1), seats: SEATS });
      }
      await opening;
      return { eventId: events[Math.floor(nth / SEATS)]!, seatId: seatIds[nth % SEATS]! };
    }

    /** A buyer's whole visit, until the ticket is valid: also where the provider is slow to say so. */
    async function sale(): Promise<void> {
      const { eventId, seatId } = await nextSeat();
      const key = crypto.randomUUID();
      const placed = await post(`${shop}/api/events/${eventId}/orders`, 'ada', key, { seatIds: [seatId] });
      const { orderId } = placed.body as { orderId: string };
      for (let path = `${shop}/api/orders/${orderId}/confirm`, tries = 0; tries < 200; tries++) {
        const { status, body } = await post(path, 'ada', `${key}-pay`, { paymentMethod: 'pm_card_visa' });
        if (status === 200) return;
        if (status !== 202 && status < 500) throw new Error(`a sale was answered ${status}: ${JSON.stringify(body)}`);
        await sleep(100);
      }
      throw new Error('a sale came to no end');
    }

    const onABadDay = (name: string, plan: object): Target => ({
      name,
      async measure(seconds) {
        await control('faults', { seed: 1, ...plan });
        const sample = await closedLoop(BUYERS, seconds, sale);
        await control('faults', { rate: 0 });
        return sample;
      },
    });

    return {
      baseline: 'calls of two phases',
      circumstances: [`${BUYERS} buyers at a time`, 'the provider is the stand-in, on the same machine'],
      comparisons: [{ over: 'calls of two phases', targets: ['calls of two phases'] }],
      targets: [
        { name: 'calls of one phase', measure: seconds => closedLoop(BUYERS, seconds, () => calls(1)) },
        { name: 'calls of two phases', measure: seconds => closedLoop(BUYERS, seconds, () => calls(2)) },
        { name: 'a sale', measure: seconds => closedLoop(BUYERS, seconds, sale) },
        onABadDay('a sale, 10 % of the calls take 500 ms', { rate: 0.1, kinds: ['slow'] }),
        onABadDay('a sale, 20 % of the calls fail', { rate: 0.2 }),
      ],
      async audit() {
        await post(`${shop}/api/complete`, 'bench', 'none', { youngestMs: 0 });
        const all = await Promise.all(
          events.map(eventId =>
            ask('GET', `${shop}/api/events/${eventId}/audit`, { authorization: 'Bearer bench' }, undefined, 60_000),
          ),
        );
        const audits = all.map(({ body }) => body as { orders: number; findings: string[] });
        const findings = audits.flatMap(one => one.findings);
        if (findings.length) throw new Error(`The figures are worthless: ${findings.slice(0, 3).join('; ')}`);
        const orders = audits.reduce((sum, one) => sum + one.orders, 0);
        return [`The provider's ledger and the ${orders} orders of all rounds agree to the cent.`];
      },
    };
  },
};
