import { expect, it } from 'vitest';
import { type Move, moved, moves, type Status, statuses } from './transitions.ts';

// Each status and move once more by hand. What is not named is refused.
const allowed: [Status, Move, Status][] = [
  ['requires_payment_method', 'confirm', 'requires_capture'],
  ['requires_payment_method', 'decline', 'requires_payment_method'],
  ['requires_payment_method', 'requireAction', 'requires_action'],
  ['requires_payment_method', 'cancel', 'canceled'],
  ['requires_confirmation', 'confirm', 'requires_capture'],
  ['requires_confirmation', 'decline', 'requires_payment_method'],
  ['requires_confirmation', 'requireAction', 'requires_action'],
  ['requires_confirmation', 'cancel', 'canceled'],
  ['requires_action', 'completeAction', 'requires_capture'],
  ['requires_action', 'cancel', 'canceled'],
  ['requires_capture', 'capture', 'succeeded'],
  ['requires_capture', 'captureLater', 'processing'],
  ['requires_capture', 'cancel', 'canceled'],
  ['requires_capture', 'expire', 'canceled'],
  ['processing', 'settle', 'succeeded'],
  ['processing', 'fail', 'requires_payment_method'],
];

const all = statuses.flatMap(status => (Object.keys(moves) as Move[]).map(move => [status, move] as const));

it.each(all)('%s, %s', (status, move) => {
  expect(moved(status, move)).toBe(allowed.find(([from, by]) => from === status && by === move)?.[2]);
});
