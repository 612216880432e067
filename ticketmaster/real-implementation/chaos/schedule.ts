import { seeded } from '@ticketmaster/testing/zipf';

/** What goes wrong, and for how long, ms. `who` is a process of the shop, or a server behind it. */
export interface Fault {
  /** After the crowd began, ms. */
  atMs: number;
  kind: 'kill' | 'pause' | 'crash' | 'bad provider';
  who: string;
  ms: number;
}

/** Processes that can be killed or stand still, and servers that crash and come back with what they stored. */
export interface Victims {
  processes: string[];
  servers: string[];
}

/** So many faults, one after another, in the time in which the crowd comes. The same seed gives the same. */
export function scheduleOf(seed: number, faults: number, seconds: number, { processes, servers }: Victims): Fault[] {
  const random = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const slot = (seconds * 1_000) / (faults + 1);
  return Array.from({ length: faults }, (_, i): Fault => {
    const atMs = Math.round(slot * (i + 0.5 + random() / 2));
    const ms = Math.round(300 + 1_200 * random());
    const dice = random();
    if (dice < 0.4) return { atMs, ms, kind: 'kill', who: one(processes) };
    if (dice < 0.65) return { atMs, ms, kind: 'pause', who: one(processes) };
    if (dice < 0.85) return { atMs, ms, kind: 'crash', who: one(servers) };
    return { atMs, ms: 2 * ms, kind: 'bad provider', who: 'provider' };
  });
}
