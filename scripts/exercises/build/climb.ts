/** Promises as levels: each with its check, and where it fails with a picture of what happened. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import {
  type LockUnderTest,
  lockPromises,
} from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import { type LineSetup, promises } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';
import { draw } from '../../charts/chart.ts';
import { type History, history, type Moment } from './history.ts';
import { lanesOf } from './lanes-of.ts';
import { brokerLevels, type Level, lockLevels } from './levels.ts';
import { recordedLine } from './recorded-line.ts';
import { recordedLock } from './recorded-lock.ts';
import { whatCame } from './what-came.ts';

/** A level that can be tried. */
export interface Checked extends Level {
  check(kept: History): Promise<void>;
}

export const checkedBroker = (setup: LineSetup): Checked[] =>
  brokerLevels().map(level => ({ ...level, check: kept => promises[level.name](recordedLine(setup, kept)) }));

export const checkedLock = (under: LockUnderTest): Checked[] =>
  lockLevels().map(level => ({ ...level, check: kept => lockPromises[level.name](recordedLock(under, kept)) }));

/** A test for each level, in their order. Of the one that fails there is a picture in `folder`. */
export function describeLevels(levels: Checked[], folder: string): void {
  for (const level of levels) it(level.name, () => tried(level, folder));
}

/** Rejects as the check does, and leaves `failure.svg` and `failure.json` in `folder`; where it holds, those of before are gone. */
export async function tried(level: Checked, folder: string): Promise<void> {
  const kept = history();
  const [picture, data] = [join(folder, 'failure.svg'), join(folder, 'failure.json')];
  try {
    await Promise.race([level.check(kept), kept.unfilled]);
    for (const file of [picture, data]) rmSync(file, { force: true });
  } catch (error) {
    const moments = [...kept.moments]; // what is still going on does not count
    const came = whatCame(error, lastAnswer(moments));
    const chart = lanesOf(moments, `Level ${level.nth}, ${level.name}: red`, [`Promised: ${level.promise}`, ...came]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(data, `${JSON.stringify({ level: level.name, promise: level.promise, came, moments }, null, 1)}\n`);
    if (chart.steps.length) writeFileSync(picture, await draw({ kind: 'lanes', ...chart }));
    throw error;
  }
}

/** `gate 2, next`: whose answer came last, when the check said no. */
function lastAnswer(moments: Moment[]): string | undefined {
  const last = moments.findLast(({ is }) => is === 'answered');
  const began = moments.find(one => one.is === 'began' && last?.is === 'answered' && one.call === last.call);
  return began?.is === 'began' && began.verb !== 'close' ? `${began.lane}, ${began.verb}` : undefined;
}
