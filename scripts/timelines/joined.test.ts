import { expect, it } from 'vitest';
import { joined, type Step } from './joined.ts';

const step = (lane: string, text: string, more: Partial<Step> = {}): Step => ({
  look: 'call',
  lane,
  text,
  ms: 0,
  key: text,
  ...more,
});
const asked = (path: string, text: string) => step('a', text, { call: { verb: 'GET', path }, key: `GET ${text}` });
const texts = (steps: Step[]) => joined(steps).map(({ lane, text }) => `${lane}: ${text}`);

it('puts together what is alike in a lane, whoever else did something in between', () => {
  expect(texts([step('a', 'x'), step('b', 'y'), step('a', 'x'), step('a', 'x')])).toEqual(['a: x ×3', 'b: y']);
});

it('puts together what takes turns, as who polls does, but not over more than four others', () => {
  expect(texts(['x', 'y', 'x', 'y'].map(text => step('a', text)))).toEqual(['a: x ×2', 'a: y ×2']);
  expect(texts(['x', '1', '2', '3', '4', 'x'].map(text => step('a', text)))[0]).toBe('a: x ×2');
  expect(texts(['x', '1', '2', '3', '4', '5', 'x'].map(text => step('a', text)))[0]).toBe('a: x');
});

it('keeps apart what a fault lies between, in whichever lane, and what has no key', () => {
  const fault: Step = { look: 'fault', lane: 'b', text: 'killed', ms: 0 };
  expect(texts([step('a', 'x'), fault, step('a', 'x')])).toEqual(['a: x', 'b: killed', 'a: x']);
  const starts: Step = { look: 'call', lane: 'a', text: 'starts', ms: 0 };
  expect(texts([step('a', 'x'), starts, step('a', 'x')])).toEqual(['a: x', 'a: starts', 'a: x']);
});

it('says of calls what was asked, how often, and the first and the last answer', () => {
  const waiting = { key: 'GET waiting' };
  const two = [
    { ...asked('room/ada', '200 position 1'), ...waiting },
    { ...asked('room/bob', '200 position 2'), ...waiting },
  ];
  expect(texts(two)).toEqual(['a: GET room/… ×2 → 200 position 1 … 200 position 2']);
  expect(texts([asked('room/ada', '200')])).toEqual(['a: GET room/ada → 200']);
});
