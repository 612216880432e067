import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { textsIn } from '../charts/svg.fixture.ts';
import { filesOf, type Ran } from './kept.ts';

const second = (second: number) => ({
  ...{ second, calls: 10 * second, refused: 1, silent: 0, waiting: 5, inside: 2, held: second, confirmed: 1 },
});
const ran: Ran = {
  ...{ word: 'chaos', name: 'chaos-try' },
  facts: {
    ...{ at: new Date('2027-01-31T12:00:00Z'), commit: '379083e', circumstances: [], command: 'npm run chaos' },
    machine: { cpu: 'a CPU', cores: 2, memoryGb: 24, os: 'Linux', node: '24.0.0' },
  },
  report: {
    ...{ visitors: 1_200, seconds: 10, seed: 7, faults: 3, requestsByBotsPercent: 41 },
    ...{ people: { human: 1_000, farm: 200 }, ticketsValid: { human: 1_900 } },
    calls: { hold: { calls: 4_000, p50: 12, p95: 30, statuses: { 201: 3_000, 409: 1_000 } } },
    room: { capacity: 100, mostInside: 99, mostWaiting: 800 },
    humans: { letIn: 0, waitP50: null, waitP95: null, etaErrorP50: null, etaErrorP95: null, fifoErrorMs: 0 },
    ...{ cents: { captured: 950_000, refunded: 5_000 }, overTime: [0, 1, 2].map(second) },
    ...{ findings: { 'a rule': ['broken'] }, rules: ['a rule', 'another'], came: { one: true, two: false } },
    recovered: [
      { kind: 'kill', who: 'web 1', recoveredMs: 30 },
      { kind: 'kill', who: 'web 1', recoveredMs: 90 },
      { kind: 'cut', who: 'redis', recoveredMs: 5 },
    ],
  },
};

it('tells what a run found, with all that it is quoted with', async () => {
  const files = new Map(await Array.fromAsync(filesOf(ran)));
  const page = files.get('chaos-try.md')!;
  expect(page).toContain('commit 379083e · 2 × a CPU, 24 GB');
  expect(page).toContain('**1,200 visitors, 1 of 2 rules hold; broken: a rule.** 3 faults');
  expect(page).toContain('| human | 1,000 | 1,900 |');
  expect(page).toContain('| kill web 1 | 2 | 90 | 90 |');
  expect(page).toContain('Hard states that it met: one.');
  expect(page).toContain('| hold | 4,000 | 12 | 30 | 201: 3,000, 409: 1,000 |');
  expect(textsIn(files.get('chaos-try-answers.svg')!)).toEqual(expect.arrayContaining(['refused', 'no answer']));
  expect(JSON.parse(files.get('chaos-try.json')!)).toEqual(JSON.parse(JSON.stringify(ran)));
});

it.each(['crowd', 'chaos'])('npm run %s refuses a name that is none, before it starts anything', word => {
  const script = join(import.meta.dirname, `../${word}.ts`);
  const { status, stderr } = spawnSync(process.execPath, [script, '--write', '../x'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('--write needs a name such as crowd-hot');
});
