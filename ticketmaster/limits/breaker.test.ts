import { expect, it } from 'vitest';
import { circuitBreaker } from './breaker.ts';

let time = 0;
const breaker = () => circuitBreaker({ failures: 3, openMs: 100, now: () => time });

it('opens after so many failures in a row, and not when one was answered in between', () => {
  const one = breaker();
  one.failed();
  one.failed();
  one.answered();
  one.failed();
  one.failed();
  expect(one.mayAsk()).toBe(true);
  one.failed();
  expect(one.mayAsk()).toBe(false);
});

it('lets one call in each span find out, and closes once it is answered', () => {
  const one = breaker();
  for (let i = 0; i < 3; i++) one.failed();
  time += 100;
  expect([one.mayAsk(), one.mayAsk(), one.mayAsk()]).toEqual([true, false, false]);
  one.failed();
  time += 100;
  expect([one.mayAsk(), one.mayAsk()]).toEqual([true, false]);
  one.answered();
  expect([one.mayAsk(), one.mayAsk()]).toEqual([true, true]);
});
