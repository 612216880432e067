import { seeded } from '@ticketmaster/testing/zipf';

/** What goes wrong, and for how long, ms. `who` is a process of the shop, or a server behind it. */
export interface Fault {
  /** After the crowd began, ms. */
  atMs: number;
  kind: keyof typeof SHARES;
  who: string;
  ms: number;
}

/** Processes that can be killed or stand still, and servers that crash and come back with what they stored. */
export interface Victims {
  processes: string[];
  servers: string[];
}

/** Of a hundred faults. `cut`: the server lives, and all connections of the shop to it break at once. */
const SHARES = { kill: 30, pause: 20, crash: 15, cut: 15, 'bad provider': 8, 'slow provider': 6, 'early webhooks': 6 };

/** So many faults, one after another, in the time in which the crowd comes. The same seed gives the same. */
export function scheduleOf(seed: number, faults: number, seconds: number, { processes, servers }: Victims): Fault[] {
  const random = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const slot = (seconds * 1_000) / (faults + 1);
  return Array.from({ length: faults }, (_, i): Fault => {
    const atMs = Math.round(slot * (i + 0.5 + random() / 2));
    const ms = Math.round(300 + 1_200 * random());
    const kind = kindAt(100 * random());
    if (kind === 'kill' || kind === 'pause') return { atMs, ms, kind, who: one(processes) };
    if (kind === 'crash' || kind === 'cut') return { atMs, ms, kind, who: one(servers) };
    return { atMs, ms: 2 * ms, kind, who: 'provider' };
  });
}

function kindAt(dice: number): Fault['kind'] {
  const kinds = Object.entries(SHARES) as [Fault['kind'], number][];
  let left = dice;
  return kinds.find(([, share]) => {
    left -= share;
    return left < 0;
  })![0];
}
