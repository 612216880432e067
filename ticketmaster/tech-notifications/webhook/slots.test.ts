import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { slots } from './slots.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const few = () => slots({ together: 4, toOne: 3, slowMs: 500 });

it('one receiver has its share, and all together have theirs', () => {
  const { take, hasRoomFor, free } = few();
  const held = [take('a'), take('a'), take('a')];
  expect([hasRoomFor('a'), hasRoomFor('b'), free(false), free(true)]).toEqual([false, true, 1, 4]);
  take('b');
  expect([hasRoomFor('b'), free(false)]).toEqual([false, 0]);
  held[0]!.answered(true);
  held[0]!.giveBack();
  expect([hasRoomFor('a'), free(false)]).toEqual([true, 1]);
});

it('what a slow receiver holds counts among the unhealthy, from the moment that it is slow', () => {
  let freed = 0;
  const { take, free, receivers } = slots({ together: 4, toOne: 3, slowMs: 500 }, () => freed++);
  const slot = take('slow');
  vi.advanceTimersByTime(499);
  expect([free(false), free(true), freed]).toEqual([3, 4, 0]);
  vi.advanceTimersByTime(1);
  expect([free(false), free(true), freed]).toEqual([4, 3, 1]);
  slot.answered(true); // well, but slow
  slot.giveBack();
  expect([free(true), receivers.unhealthy.has('slow'), freed]).toEqual([4, true, 2]);
});

it('who answers badly is unhealthy, until it answers well and quickly', () => {
  const { take, receivers } = few();
  const answers = (well: boolean) => {
    const slot = take('a');
    slot.answered(well);
    vi.advanceTimersByTime(1_000); // until it is written down: that is not the receiver's fault
    slot.giveBack();
    return receivers.unhealthy.has('a');
  };
  expect([answers(false), answers(false), answers(true), answers(true)]).toEqual([true, true, false, false]);
  expect(receivers.inFlight.size).toBe(0);
});

it('remembers no more than it must', () => {
  const { take, receivers } = few();
  for (let n = 0; n < 10_010; n++) {
    const slot = take(`origin-${n}`);
    slot.answered(false);
    slot.giveBack();
  }
  expect(receivers.unhealthy.size).toBe(10_000);
  expect(receivers.unhealthy.has('origin-10009')).toBe(true);
});
