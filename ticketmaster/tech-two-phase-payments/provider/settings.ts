import type { Database } from '@ticketmaster/postgres/database';

export interface Webhooks {
  /** No event is told; all are kept, and can be listed. */
  off: boolean;
  /** Each event is told twice. */
  duplicate: boolean;
  /** Events are told in no order, within 300 ms. */
  reorder: boolean;
  /** The events of a call are told before it is answered. */
  beforeAnswer: boolean;
  /** Events are told so much later. */
  delayMs: number;
  /** The signature is not right. */
  corrupt: boolean;
}

/** What the control port has set. It is in the database, so a kill -9 does not change it. */
export interface Settings {
  /** How far the clock of the provider is ahead of ours. */
  clockAheadMs: number;
  /** Until then, ms since 1970, every connection breaks. */
  downUntil: number;
  /** How long a slow card or a slow answer takes. */
  slowMs: number;
  webhooks: Webhooks;
  /** Of so many requests that move money, 0 to 1, something goes wrong: what, a hash of seed and request says. */
  plan: { seed: number; rate: number; kinds: string[] };
}

export const fresh: Settings = {
  ...{ clockAheadMs: 0, downUntil: 0, slowMs: 6_000 },
  webhooks: { off: false, duplicate: false, reorder: false, beforeAnswer: false, delayMs: 0, corrupt: false },
  plan: { seed: 0, rate: 0, kinds: [] },
};

export interface Settled {
  readonly current: Settings;
  change(change: Partial<Settings>): Promise<void>;
  /** The provider's clock, ms since 1970. */
  now(): number;
}

export async function openSettings(db: Database, realNow: () => number = Date.now): Promise<Settled> {
  const { rows } = await db.query<{ value: Settings }>('select value from settings');
  let current: Settings = { ...fresh, ...rows[0]?.value };
  let written: Promise<unknown> = Promise.resolve();
  const write = () =>
    db.query('insert into settings (value) values ($1) on conflict (one) do update set value = excluded.value', [
      JSON.stringify(current),
    ]);
  return {
    get current() {
      return current;
    },
    async change(change) {
      current = { ...current, ...change };
      written = written.catch(() => {}).then(write); // one after the other, so that the last one stays
      await written;
    },
    now: () => realNow() + current.clockAheadMs,
  };
}
