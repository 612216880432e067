import { expect, it } from 'vitest';
import { pace } from './pace.ts';

/** How often it was told in `seconds` that somebody who asks that fast is too fast. */
function told(perSecond: number, seconds: number): number {
  let time = 0;
  const isTooFast = pace(() => time);
  let times = 0;
  for (let n = 0; n < perSecond * seconds; n++) {
    time = (n * 1_000) / perSecond;
    if (isTooFast('ada')) times++;
  }
  return times;
}

it('is fine with two tabs that poll each second, for as long as they like, and with a page that loads', () => {
  expect(told(2, 3_600)).toBe(0);
  let time = 0;
  const isTooFast = pace(() => time);
  expect(Array.from({ length: 12 }, () => isTooFast('ada'))).not.toContain(true);
  time += 4_000;
  expect(Array.from({ length: 12 }, () => isTooFast('ada'))).not.toContain(true);
});

it('tells of who asks ten times a second about once for each fifteen requests too many', () => {
  expect(told(10, 60)).toBeGreaterThan(20);
  expect(told(10, 60)).toBeLessThan(30);
  expect(told(4, 60)).toBeLessThan(5);
});

it('counts each session by itself', () => {
  const isTooFast = pace(() => 0);
  for (let n = 0; n < 15; n++) isTooFast('bot');
  expect([isTooFast('bot'), isTooFast('ada')]).toEqual([true, false]);
});
