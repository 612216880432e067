import { expect, it } from 'vitest';
import { tieredCache } from './tiered-cache.ts';

/** CPU time in ms of so many answers from tier 1. */
async function cpuOf(answer: () => Promise<string>, times = 2_000): Promise<number> {
  for (let n = 0; n < times / 10; n++) await answer();
  const before = process.cpuUsage();
  for (let n = 0; n < times; n++) await answer();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

it('experiment 17: text that is ready to be sent costs a fraction of what an object costs that is made text for each answer', async () => {
  const sections = Array.from({ length: 300 }, (_, n) => ({
    section: `Section ${n}`,
    available: n,
    seats: 400,
    price: n * 100,
  }));
  const map = { eventId: 'E1', version: 7, sections };
  const texts = tieredCache<string>({ tier1Ms: 60_000 });
  const objects = tieredCache<object>({ tier1Ms: 60_000 });
  const ready = () => cpuOf(async () => (await texts.get('E1', async () => JSON.stringify(map))).value!);
  const built = () => cpuOf(async () => JSON.stringify((await objects.get('E1', async () => map)).value));
  const ratios = [await built(), await ready(), await built(), await ready()];
  expect(ratios[0]! + ratios[2]!).toBeGreaterThan(3 * (ratios[1]! + ratios[3]!));
});
