import { expect, it } from 'vitest';
import { inBatches } from './batches.ts';

it('writes one batch at a time, and what comes meanwhile as the next', async () => {
  const batches: number[][] = [];
  let finish = () => {};
  const write = inBatches<number>(batch => {
    batches.push(batch);
    return new Promise<void>(done => {
      finish = done;
    });
  });
  const first = write(1);
  await Promise.resolve();
  const others = [write(2), write(3)];
  expect(batches).toEqual([[1]]);
  finish();
  await first;
  await new Promise(setImmediate);
  expect(batches).toEqual([[1], [2, 3]]);
  finish();
  await Promise.all(others);
});

it('tells all of a batch that failed, and goes on', async () => {
  const write = inBatches<number>(async batch => {
    if (batch.includes(1)) throw new Error('not this one');
  });
  const [one, two] = [write(1), write(2)];
  await expect(one).rejects.toThrow('not this one');
  await expect(two).rejects.toThrow('not this one');
  await write(3);
});
