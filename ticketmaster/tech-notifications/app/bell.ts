import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface Ringers {
  /** These were told something, by a commit on any server. */
  rung(visitorIds: string[]): void;
  /** Listening begins, or begins again: what rang before was not heard. */
  listening(): void;
}

export type Bell = (ringers: Ringers) => { close(): Promise<void> };

/**
 * Hears every commit that told somebody something: LISTEN, for the NOTIFY of schema.sql, on a connection of its own, which is made again
 * whenever it breaks. PostgreSQL keeps nothing for who is not listening; that is what `listening` is for.
 */
export function postgresBell(url: string, schema: string): Bell {
  return ({ rung, listening }) => {
    const closing = new AbortController();

    async function listen(): Promise<void> {
      const client = new pg.Client({
        ...{ connectionString: url, application_name: `${schema} bell` },
        ...{ keepAlive: true, connectionTimeoutMillis: 5_000 },
      });
      client.on('error', () => {}); // told by what is awaited below
      client.on('notification', ({ payload }) => rung(payload?.split(' ') ?? []));
      try {
        await client.connect();
        await client.query(`listen ${schema}`);
        listening(); // only now: what is committed from here on rings
        await once(client, 'end', { signal: closing.signal });
      } finally {
        client.end().catch(() => {}); // of a broken connection there is nothing to end
      }
    }

    async function keepListening(): Promise<void> {
      while (!closing.signal.aborted) {
        await listen().catch(({ message }) => closing.signal.aborted || console.error(`The bell is out: ${message}`));
        const pause = 200 + 800 * Math.random(); // a server has one such connection, so the pause need not grow
        await sleep(pause, undefined, { signal: closing.signal }).catch(() => {});
      }
    }

    const kept = keepListening();
    return {
      async close() {
        closing.abort();
        await kept;
      },
    };
  };
}
