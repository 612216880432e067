import { afterAll, expect, it } from 'vitest';
import { hotBoard } from './hot-board.ts';
import { hotKeys } from './hot-keys.ts';
import { openCluster } from './tiers.fixture.ts';

const { cluster, prefix, close } = await openCluster();
afterAll(close);

it('finds what is hot only when all processes are added up, keeps it until it has cooled, and forgets a process that died', async () => {
  let now = 10_000;
  const name = `${prefix}hot`;
  const processes = ['one', 'other'].map(processId => {
    const reads = hotKeys({ now: () => now });
    return {
      reads,
      board: hotBoard(cluster, reads, { name, processId, hotFrom: 100, freshMs: 60_000, now: () => now }),
    };
  });
  const share = async () => {
    for (const { board } of [...processes, ...processes]) await board.share();
    return processes.map(({ board }) => board.hot());
  };
  const read = (key: string, times: number) => {
    for (let n = 0; n < times; n++) for (const { reads } of processes) reads.read(key);
  };
  read('E1', 60);
  read('E2', 40);
  expect(await share()).toEqual([['E1'], ['E1']]);
  expect(processes[0]!.board.isHot('E2')).toBe(false);
  now += 5_000; // all have left the window
  read('E1', 30);
  expect(await share()).toEqual([['E1'], ['E1']]); // 60: less than 100, more than half of it
  now += 5_000;
  read('E1', 20);
  expect(await share()).toEqual([[], []]);

  for (let n = 0; n < 200; n++) processes[1]!.reads.read('E3');
  await processes[1]!.board.share();
  await processes[0]!.board.share();
  expect(processes[0]!.board.isHot('E3')).toBe(true);
  now += 60_001; // the other says nothing any more
  await processes[0]!.board.share();
  expect([processes[0]!.board.hot(), await cluster.hkeys(name)]).toEqual([[], ['one']]);
  expect(await cluster.pttl(name)).toBeGreaterThan(0); // it ends by itself
});
