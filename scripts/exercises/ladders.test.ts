// Both ladders, climbed level by level. Needs redis-2, which is killed and started again, and redis-3, redis-4 and redis-5.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { env } from '../../ticketmaster/common/env.ts';
import type { LockPromised } from '../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import { voterOf } from '../../ticketmaster/tech-locking-and-transactions/redlock/voters.ts';
import { problemsOf } from '../charts/inspect.ts';
import { brokenLocks } from './build/broken-locks.fixture.ts';
import { type Checked, checkedBroker, checkedLock, tried } from './build/climb.ts';
import { gateProcesses } from './build/gate-processes.ts';
import type { Moment } from './build/history.ts';
import { threeServers } from './build/three-servers.ts';
import { type Ladder, YOUR_TURN } from './exercise.ts';
import { ladders } from './ladders.ts';
import { list } from './list.ts';
import { readProgress } from './progress.ts';
import { hint, judged, type Sitting, showSolution, start } from './session.ts';

const repo = join(import.meta.dirname, '../..');
const home = join(repo, 'exercises', `.test-ladders-${process.pid}`);
const servers = await threeServers(env);
const voters = servers.map(voterOf);
beforeAll(() => void mkdirSync(home, { recursive: true }));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  for (const redis of servers) redis.disconnect();
});

/** Up to the first level that is red; what it left there. */
async function climbed(levels: Checked[], folder: string) {
  const reached: string[] = [];
  for (const level of levels) {
    const red = await tried(level, folder).then(
      () => undefined,
      () => level.name,
    );
    if (red) return { reached, red };
    reached.push(level.name);
  }
  return { reached, red: undefined };
}

const file = join(import.meta.dirname, 'build/broken-lines.fixture.ts');
const redisUrl = env.text('REDIS_URL_2');

/** The line called `name`, with little patience for what it breaks: that never comes. */
function brokerOn(name: string): Checked[] {
  const within = (ms: number) => checkedBroker(gateProcesses({ file, names: [name], redisUrl }, ms));
  const soon = within(5_000);
  return within(30_000).map((level, nth) => (level.name === name ? soon[nth]! : level));
}

/** What a history must show of each level that is red. */
const fault = (lane: string, what: string) => ({ is: 'fault', lane, what });
const answered = (lane: string, answer: string[]) => ({ is: 'answered', lane, answer });
const wrong = (lane: string, says: string) => ({ is: 'answered', lane, wrong: says });
type Shown = Record<string, object[]>;

const brokerShows = {
  outlives: [fault('gate 1', 'killed'), answered('gate 2', ['nobody'])],
  ordered: [answered('gate 1', ['visitor-02', 'visitor-01', 'visitor-00'])],
  exclusive: [{ is: 'answered', wrong: expect.stringMatching(/gate \d has them/) }],
  redelivers: [fault('gate 1', 'killed'), answered('gate 2', ['bob', 'cyd'])],
  empties: [wrong('gate 2', 'gate 1 had acked ada')],
  survivesBrokerRestart: [fault('broker', 'killed'), fault('broker', 'restarted'), answered('gate 2', ['nobody'])],
} satisfies Shown;

const lockShows = {
  excludes: [wrong('client 2', 'client 1 has it too')],
  isAllOrNothing: [answered('client 2', ['refused'])],
  endsWithItsLease: [answered('client 1', ['has it']), answered('client 2', ['refused'])],
  releasesOnlyItsOwn: [wrong('client 1', 'client 2 has it too')],
  isRenewedForAWhile: [{ is: 'answered', answer: expect.toBeOneOf([['false'], ['has it']]) }],
  renewsOnlyItsOwn: [fault('servers', 'A deleted'), answered('client 1', ['true'])],
  queuesWhateverTheOrder: [
    { is: 'began', given: expect.arrayContaining(['B + A']) },
    { is: 'answered', answer: ['refused'] },
  ],
} satisfies Shown;

async function isRedAt(levels: Checked[], name: string, shown: object[]) {
  const folder = mkdtempSync(join(home, `${name}-`));
  const names = levels.map(level => level.name);
  expect(await climbed(levels, folder)).toEqual({ reached: names.slice(0, names.indexOf(name)), red: name });
  const { moments } = JSON.parse(readFileSync(join(folder, 'failure.json'), 'utf8')) as { moments: Moment[] };
  for (const moment of shown) expect(moments).toContainEqual(expect.objectContaining(moment));
  expect(problemsOf(readFileSync(join(folder, 'failure.svg'), 'utf8'))).toEqual([]);
}

async function climbsToTheTop(ladder: Ladder) {
  const lines: string[] = [];
  const sitting: Sitting = {
    ...{ places: { repo, home }, exercise: ladder, environment: process.env, now: () => new Date() },
    ...{ say: line => lines.push(line), interrupted: new AbortController().signal },
  };
  const said = () => lines.splice(0).join('\n');
  const { name, levels } = ladder;
  await start(sitting);
  expect(await judged(sitting)).toMatchObject({ is: 'red', passed: 0, because: expect.stringContaining(YOUR_TURN) });
  const begun = said();
  expect(begun).toContain(`Level 0 of ${levels.length}.\nNext, ${levels[0]!.name}: ${levels[0]!.promise}`);
  expect(existsSync(join(repo, /drawn: (.*)/.exec(begun)![1]!))).toBe(true);
  hint(sitting);
  expect(said()).toContain(levels[0]!.hint);

  expect(await showSolution(sitting)).toEqual({ is: 'green', tests: levels.length });
  const done = said();
  expect(done).toContain(`Level ${levels.length} of ${levels.length}.`);
  expect(done).toContain(ladder.why);
  expect(existsSync(join(home, name, 'failure.svg'))).toBe(false);
  expect(readProgress(home)[name]).toMatchObject({ reached: levels.length, solved: expect.any(String) });
  expect(list([], ladders(), readProgress(home))).toMatch(new RegExp(`≈ ${name} +${levels.length}/${levels.length}`));
}

const [broker, lock] = ladders();
const { survivesBrokerRestart, ...first } = brokerShows;

describe.concurrent('a level is red by its fault, those before it are green, and the fault is drawn', () => {
  it.for(Object.entries(first))('broker: %s', ([name, shown]) => isRedAt(brokerOn(name), name, shown));

  it.for(Object.entries(brokenLocks(voters)))('lock: %s', ([name, under]) =>
    isRedAt(checkedLock(under), name, lockShows[name as LockPromised]),
  );

  it('lock: begins empty, and climbs to the top with the lab’s own adapter', () => climbsToTheTop(lock!));
});

describe('with the broker killed, when nobody else uses it', () => {
  it('broker: survivesBrokerRestart', () =>
    isRedAt(brokerOn('survivesBrokerRestart'), 'survivesBrokerRestart', survivesBrokerRestart));

  it('broker: begins empty, and climbs to the top with the lab’s own adapter', () => climbsToTheTop(broker!));
});
