import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockPromises } from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import { memoryLine } from '../../../ticketmaster/tech-waiting-room/contract/memory-line.ts';
import { promises } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';
import { metadataOf } from '../../charts/inspect.ts';
import { type Checked, checkedBroker, tried } from './climb.ts';
import { brokerLevels, lockLevels } from './levels.ts';
import { rebased } from './template.ts';
import { whatCame } from './what-came.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'climb-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('takes each promise of the port once, in the words of the port', () => {
  const names = (levels: { name: string }[]) => levels.map(({ name }) => name).toSorted();
  expect([...names(brokerLevels()), 'keepsPlace'].toSorted()).toEqual(Object.keys(promises).toSorted());
  expect(names(lockLevels())).toEqual(Object.keys(lockPromises).toSorted());
  expect(brokerLevels()[1]!.promise).toBe('one gate is handed places in the order they joined');
  expect(lockLevels()[0]!.promise).toBe('One at a time, and in the end everybody.');
});

it('leaves nothing where a level holds, and takes away what was left before', async () => {
  const [outlives] = checkedBroker(memoryLine());
  const red: Checked = { ...outlives!, check: async () => assert.fail('no') };
  await expect(tried(red, folder)).rejects.toThrow('no');
  expect(existsSync(join(folder, 'failure.json'))).toBe(true);
  await tried(outlives!, folder);
  expect(existsSync(join(folder, 'failure.json'))).toBe(false);
});

it('draws what happened where a level fails, with what was promised, expected and came', async () => {
  const { openGate, ...rest } = memoryLine();
  const backwards = checkedBroker({
    ...rest,
    async openGate(eventId) {
      const { line, die } = await openGate(eventId);
      return { die, line: { ...line, next: async max => (await line.next(max)).reverse() } };
    },
  })[1]!;
  await expect(tried(backwards, folder)).rejects.toThrow();
  expect(metadataOf(readFileSync(join(folder, 'failure.svg'), 'utf8'))).toMatchObject({
    ...{ kind: 'lanes', title: 'Level 2, ordered: red', lanes: ['gate 1'] },
    subtitles: [
      'Promised: one gate is handed places in the order they joined',
      'Expected: visitor-00, visitor-01, visitor-02, … 30 in all',
      'Came: visitor-02, visitor-01, visitor-00, … 30 in all, all of them in another order',
    ],
    steps: expect.arrayContaining([
      expect.objectContaining({ text: 'next(3) → visitor-02, visitor-01, visitor-00, acked' }),
    ]),
  });
});

it.each<[() => void, string[]]>([
  [
    () => assert.deepEqual(['ada', 'ada', 'eve'], ['ada', 'bob']),
    ['Expected: ada, bob', 'Came: ada, ada, eve; missing: bob; more than once: ada; not expected: eve'],
  ],
  [() => assert.deepEqual([], ['ada']), ['Expected: ada', 'Came: nobody; missing: ada']],
  [() => assert.equal(false, true), ['Expected: true', 'Came: false (client 1, held)']],
  [() => assert.ok(false, 'only 0 of 1 came: '), ['Failed: only 0 of 1 came']],
])('says in short what came: %s', (check, lines) => {
  expect(whatCame(failureOf(check), 'client 1, held')).toEqual(lines);
});

function failureOf(check: () => void): unknown {
  try {
    check();
  } catch (error) {
    return error;
  }
  throw new Error('it holds');
}

it('finds from the copy what the template imports, and leaves what lies beside it', () => {
  const text = `import { a } from '../../lib/a.ts';\nimport { b } from './b.ts';\nimport { c } from 'c';`;
  expect(rebased(text, '/repo/scripts/build', '/repo/exercises/.test/broker')).toBe(
    `import { a } from '../../../lib/a.ts';\nimport { b } from './b.ts';\nimport { c } from 'c';`,
  );
});
