import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Process, seat, versionIn } from './caching.fixture.ts';
import type { Events } from './events.ts';

export interface Commit {
  version: number;
  /** When its buyer was answered. */
  at: number;
}

export interface Seen {
  version: number;
  /** When the reader asked. */
  at: number;
}

/** For how many ms before each read there had been something newer than what it was served; the greatest. */
export function stalest(commits: readonly Commit[], seen: readonly Seen[]): number {
  return Math.max(0, ...seen.map(({ version, at }) => staleness(commits, version, at)));
}

function staleness(commits: readonly Commit[], version: number, at: number): number {
  const firstNewer = commits.find(commit => commit.version > version);
  return firstNewer && firstNewer.at < at ? at - firstNewer.at : 0;
}

export interface History {
  /** The longest that this process stood still, in ms: by so much any time may be wrong. */
  stoodStillMs: number;
  commits: Commit[];
  seen: Seen[];
  /** Reads that no tier and no source answered. */
  refused: number;
}

/**
 * Sells seat after seat for `ms`, and until it is `done`, while readers read at all processes through two tiers; answers what
 * was committed when, and what was seen when. `meanwhile` is called with the time that has passed.
 */
export async function historyOf(
  { events, eventId, processes }: { events: Events; eventId: string; processes: Process[] },
  { ms, done = () => true }: { ms: number; done?: () => boolean },
  meanwhile: (passed: number) => void = () => {},
): Promise<History> {
  const history: History = { stoodStillMs: 0, commits: [], seen: [], refused: 0 };
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const began = performance.now();
  const passed = () => performance.now() - began;
  const going = () => passed() < ms || !done();

  async function sell(): Promise<void> {
    for (let n = 0; going(); n++) {
      const sold = await events.sell(eventId, seat(n), crypto.randomUUID());
      history.commits.push({ version: sold!.version, at: performance.now() });
      processes[0]!.wake();
      meanwhile(passed());
      await sleep(40);
    }
  }
  async function readAt(one: Process): Promise<void> {
    while (going()) {
      const at = performance.now();
      try {
        const found = await one.ways.byName['two-tier'].read('availability', eventId, 'ada');
        history.seen.push({ version: versionIn(found!.value), at });
      } catch {
        history.refused++;
      }
      await sleep(2);
    }
  }
  await Promise.all([sell(), ...processes.flatMap(one => Array.from({ length: 4 }, () => readAt(one)))]);
  delay.disable();
  return { ...history, stoodStillMs: delay.max / 1e6 };
}
