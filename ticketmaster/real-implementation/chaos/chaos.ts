import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import type { Doors } from '../crowd/doors.ts';
import type { Fault } from './schedule.ts';

/** What a fault did: how long until every web process answered again from all that it needs, ms. */
export interface Recovered extends Fault {
  recoveredMs: number;
  /** When it began, ms since 1970. */
  began: number;
}

/** After this the shop counts as not having come back. ms. */
const PATIENCE_MS = 30_000;

/** Does all faults, each at its time, and waits each time until the shop is whole again. */
export async function disturb(
  doors: Doors,
  faults: readonly Fault[],
  tell: (line: string) => void,
): Promise<Recovered[]> {
  const began = Date.now();
  const done: Recovered[] = [];
  for (const fault of faults) {
    await sleep(Math.max(0, began + fault.atMs - Date.now()));
    tell(`${fault.kind} ${fault.who} for ${fault.ms} ms`);
    const at = Date.now();
    await happen(doors, fault);
    const over = performance.now();
    await eventually(() => isWhole(doors), PATIENCE_MS);
    done.push({ ...fault, began: at, recoveredMs: Math.round(performance.now() - over) });
  }
  return done;
}

async function happen(doors: Doors, { kind, who, ms }: Fault): Promise<void> {
  const process = doors.all.find(({ name }) => name === who);
  switch (kind) {
    case 'kill':
      await process!.kill();
      await sleep(ms);
      return process!.start();
    case 'pause':
      return process!.pause(ms);
    case 'crash':
      await killServer(who);
      await sleep(ms);
      return startServer(who);
    case 'bad provider':
      await doors.control('faults', { seed: ms, rate: 0.3 });
      await sleep(ms);
      return doors.control('faults', { rate: 0 });
  }
}

/** Every web process reaches PostgreSQL, makes a session (Redis), and shows seats. */
async function isWhole({ urls }: Doors): Promise<void> {
  const ok = async (method: string, url: string) => {
    const answer = await fetch(url, { method, signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  };
  await Promise.all(
    urls.flatMap(url => [
      ok('GET', `${url}/ready`),
      ok('POST', `${url}/api/session`),
      ok('GET', `${url}/api/events/E3/seats`),
    ]),
  );
}

/** Lines in the logs that no fault excuses. */
export const unhandled = ({ all }: Doors): string[] =>
  all.flatMap(door => [
    ...(door.diedByItself() ? [`${door.name} ended by itself`] : []),
    ...(door.output().match(/^.*(?:unhandled|UnhandledPromise|uncaught|TypeError|ReferenceError).*$/gim) ?? []).map(
      line => `${door.name}: ${line}`,
    ),
  ]);
