import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Bounds, batcher } from './batch.ts';

/** Batches whose calls end when the test says so. */
function held(bounds: Bounds) {
  const calls: { items: number[]; end: PromiseWithResolvers<(string | Error)[]> }[] = [];
  const put = batcher<number, string>(items => {
    const end = Promise.withResolvers<(string | Error)[]>();
    calls.push({ items, end });
    return end.promise;
  }, bounds);
  const endAll = () => {
    for (const { items, end } of calls) end.resolve(items.map(item => `answer ${item}`));
  };
  return { put, calls, endAll, sent: () => calls.map(({ items }) => items) };
}

it('sends what comes within one turn together, each with its own answer, and no batch larger than allowed', async () => {
  const { put, endAll, sent } = held({ most: 2 });
  const answers = Promise.all([1, 2, 3].map(put));
  await turn();
  expect(sent()).toEqual([[1, 2], [3]]);
  endAll();
  expect(await answers).toEqual(['answer 1', 'answer 2', 'answer 3']);
});

it('sends what comes while a call is under way with the next one', async () => {
  const { put, calls, endAll, sent } = held({ most: 10, inFlight: 1 });
  const first = put(1);
  await turn();
  const later = [put(2), put(3)];
  await turn();
  expect(sent()).toEqual([[1]]);
  endAll();
  await first;
  expect(sent()).toEqual([[1], [2, 3]]);
  calls[1]!.end.resolve(['two', new Error('not taken')]);
  expect(await later[0]).toBe('two');
  await expect(later[1]).rejects.toThrow('not taken');
});

it('rejects the batch whose call fails, and sends the next', async () => {
  const { put, calls, endAll } = held({ most: 1, inFlight: 1 });
  const [one, two] = [put(1), put(2)];
  await turn();
  calls[0]!.end.reject(new Error('away'));
  await expect(one).rejects.toThrow('away');
  endAll();
  expect(await two).toBe('answer 2');
});

it('refuses at once what would wait behind too many', async () => {
  const { put, endAll, sent } = held({ most: 1, inFlight: 1, maxPending: 2 });
  const under = put(1);
  await turn();
  const waiting = [put(2), put(3)];
  await expect(put(4)).rejects.toThrow('too many are pending');
  for (let call = 0; call < 3; call++) {
    endAll();
    await turn();
  }
  await Promise.all([under, ...waiting]);
  expect(sent()).toEqual([[1], [2], [3]]);
});

it('does not send what has waited for too long', async () => {
  const { put, calls, endAll, sent } = held({ most: 1, inFlight: 1, patienceMs: 50 });
  const first = put(1);
  await turn();
  const late = put(2);
  await sleep(60);
  const fresh = put(3);
  endAll();
  await expect(late).rejects.toThrow('too many are pending');
  await first;
  expect(sent()).toEqual([[1], [3]]);
  calls[1]!.end.resolve(['three']);
  expect(await fresh).toBe('three');
});

it('rejects all that wait with the call that fails, where they fail together, and sends what comes afterwards', async () => {
  const { put, calls, endAll, sent } = held({ most: 2, inFlight: 1, failTogether: true });
  const away = Promise.allSettled([1, 2, 3, 4, 5].map(put));
  await turn();
  calls[0]!.end.reject(new Error('away'));
  for (const outcome of await away) expect(outcome).toMatchObject({ reason: { message: 'away' } });
  const next = put(6);
  await turn();
  expect(sent()).toEqual([[1, 2], [6]]);
  endAll();
  expect(await next).toBe('answer 6');
});
