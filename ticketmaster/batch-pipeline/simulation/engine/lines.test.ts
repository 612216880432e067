import { expect, it } from 'vitest';
import { lines } from './lines.ts';

it('shares turns among priorities that all wait, and wastes none where only one does', () => {
  const waiting = lines<string>();
  for (let i = 0; i < 100; i++) for (const one of ['high', 'normal', 'low'] as const) waiting.push(one, one);
  const first = Array.from({ length: 100 }, () => waiting.shift()!);
  const count = (of: string) => first.filter(one => one === of).length;
  expect([count('high'), count('normal'), count('low')]).toEqual([60, 30, 10]);
  while (waiting.size > 0) waiting.shift();
  expect(waiting.shift()).toBe(undefined);
  waiting.push('low', 'alone');
  expect(waiting.shift()).toBe('alone');
});

it('saves up no turns for a priority for which nobody waited', () => {
  const waiting = lines<string>();
  const push = (one: 'normal' | 'low', times: number) => {
    for (let i = 0; i < times; i++) waiting.push(one, one);
  };
  push('normal', 100);
  for (let i = 0; i < 80; i++) waiting.shift();
  push('normal', 40);
  push('low', 40);
  const next = Array.from({ length: 40 }, () => waiting.shift()!);
  expect(Math.abs(next.filter(one => one === 'low').length - 10)).toBeLessThanOrEqual(1);
});

it('keeps the order within a priority, also over many', () => {
  const waiting = lines<number>();
  const seen: number[] = [];
  for (let i = 0; i < 5_000; i++) {
    waiting.push('normal', i);
    if (i % 3 !== 0) seen.push(waiting.shift()!);
  }
  while (waiting.size > 0) seen.push(waiting.shift()!);
  expect(seen).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
});
