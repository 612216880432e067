import { expect, it } from 'vitest';
import { mixOf, opensAtMs, profiles } from './mix.ts';

const part = <T>(all: T[], is: (one: T) => boolean) => all.filter(is).length / all.length;

it('is the same crowd for the same seed, and another for another', () => {
  expect(mixOf(200, 20, 7)).toEqual(mixOf(200, 20, 7));
  expect(mixOf(200, 20, 8)).not.toEqual(mixOf(200, 20, 7));
});

it('is the mix of an on-sale', () => {
  const plans = mixOf(20_000, 20, 7);
  const humans = plans.filter(({ kind }) => kind === 'human');
  expect(part(plans, ({ kind }) => kind !== 'human')).toBeCloseTo(0.3, 2);
  expect(part(plans, ({ arrivesAt }) => arrivesAt < opensAtMs(20, profiles.hot))).toBeCloseTo(0.55, 1);
  expect(part(humans, ({ leavesAfter }) => leavesAfter !== undefined)).toBeCloseTo(0.08, 2);
  expect(part(humans, ({ card }) => card === 'declined')).toBeCloseTo(0.12, 2);
  expect(part(humans, ({ doubleClicks }) => doubleClicks)).toBeCloseTo(0.05, 2);
  expect(part(humans, ({ dropsHold }) => dropsHold)).toBeCloseTo(0.06, 2);
  expect(plans.every(({ arrivesAt }) => arrivesAt >= 0 && arrivesAt <= 18_000)).toBe(true);
});

it('has an ordinary day, on which people come alike all the time and let most holds go, and a rough one', () => {
  const ordinary = mixOf(20_000, 20, 7, profiles.ordinary);
  const humans = ordinary.filter(({ kind }) => kind === 'human');
  expect(humans.filter(({ dropsHold }) => dropsHold).length / humans.length).toBeCloseTo(0.7, 1);
  expect(ordinary.filter(({ arrivesAt }) => arrivesAt < 9_000).length / 20_000).toBeCloseTo(0.5, 1);
  const doubly = (profile: keyof typeof profiles) =>
    mixOf(20_000, 20, 7, profiles[profile]).filter(({ doubleClicks }) => doubleClicks).length;
  expect(doubly('rough') / doubly('ordinary')).toBeCloseTo(5, 0);
});
