// The drawing's state machine: each transition that it has, and that it has no other.
import { describe, expect, it } from 'vitest';
import { journey, mayBecome, type State, states } from './states.ts';

const all = Object.keys(states) as State[];
/** As the document draws them. */
const drawn: [State, State][] = [
  ['AVAILABLE', 'LOCKED'],
  ['AVAILABLE', 'OUT_OF_STOCK'],
  ['LOCKED', 'RESERVED'],
  ['LOCKED', 'OUT_OF_STOCK'],
  ['RESERVED', 'CONFIRMED'],
  ['RESERVED', 'CANCELLED'],
];
const isDrawn = (from: State, to: State) => drawn.some(([one, other]) => one === from && other === to);

/** How each state is come to. */
const wayTo: Record<State, State[]> = {
  AVAILABLE: [],
  LOCKED: ['LOCKED'],
  OUT_OF_STOCK: ['OUT_OF_STOCK'],
  RESERVED: ['LOCKED', 'RESERVED'],
  CONFIRMED: ['LOCKED', 'RESERVED', 'CONFIRMED'],
  CANCELLED: ['LOCKED', 'RESERVED', 'CANCELLED'],
};

describe.each(all)('a purchase that is %s', from => {
  it.each(all)('becomes %s only if the drawing says so', to => {
    const purchase = journey();
    for (const state of wayTo[from]) purchase.become(state);
    if (isDrawn(from, to)) purchase.become(to);
    else expect(() => purchase.become(to)).toThrow(`a purchase that is ${from} never becomes ${to}`);
    expect(mayBecome(from, to)).toBe(isDrawn(from, to));
  });
});

it('tells each state as it comes', () => {
  const told: State[] = [];
  const purchase = journey(state => told.push(state));
  for (const state of wayTo.CANCELLED) purchase.become(state);
  expect(told).toEqual(['AVAILABLE', 'LOCKED', 'RESERVED', 'CANCELLED']);
});
