import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface Listener {
  /** Somebody committed a NOTIFY, on any server. */
  notified(payload: string): void;
  /** Listening begins, or begins again: what was notified before was missed. Look at the tables. */
  listening(): void;
}

export type Listen = (listener: Listener) => { close(): Promise<void> };

/**
 * LISTEN `channel`, on a connection of its own, which is made again whenever it breaks. A wake-up and no more: PostgreSQL keeps nothing for
 * who is not listening, so what must not be missed is in a table.
 */
export function listenTo(url: string, channel: string): Listen {
  return ({ notified, listening }) => {
    const closing = new AbortController();

    async function listen(): Promise<void> {
      const client = new pg.Client({
        ...{ connectionString: url, application_name: `${channel} listener` },
        ...{ keepAlive: true, connectionTimeoutMillis: 5_000 },
      });
      client.on('error', () => {}); // told by what is awaited below
      client.on('notification', ({ payload }) => notified(payload ?? ''));
      try {
        await client.connect();
        await client.query(`listen ${channel}`);
        listening(); // only now: what is committed from here on arrives
        await once(client, 'end', { signal: closing.signal });
      } finally {
        client.end().catch(() => {}); // of a broken connection there is nothing to end
      }
    }

    async function keepListening(): Promise<void> {
      while (!closing.signal.aborted) {
        await listen().catch(
          ({ message }) => closing.signal.aborted || console.error(`Not listening to ${channel}: ${message}`),
        );
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
