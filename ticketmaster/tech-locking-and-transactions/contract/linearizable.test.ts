import { describe, expect, it } from 'vitest';
import { type Attempt, unexplained } from './linearizable.ts';

/** `ada 0-5 ok`: who, from when to when, and what came back. */
function history(...lines: string[]): Attempt[] {
  return lines.map(line => {
    const [orderId, calledAt, answeredAt, outcome] = line.match(/^(\w+) (\d+)-(\d*) (\w+)$/)!.slice(1) as string[];
    const end = answeredAt ? Number(answeredAt) : Infinity;
    return {
      seatId: 'A-1-01',
      orderId: orderId!,
      calledAt: Number(calledAt),
      answeredAt: end,
      outcome: outcome as 'ok',
    };
  });
}
const check = (owner: string | null, ...lines: string[]) =>
  unexplained(history(...lines), new Map([['A-1-01', owner]]));

describe('a history is right when', () => {
  it.each([
    ['one buys and the next is refused', 'ada', ['ada 0-5 ok', 'bob 6-9 no']],
    ['two ask at once and one gets it', 'bob', ['ada 0-9 no', 'bob 1-8 ok']],
    ['one is refused while another is at work, who then fails', null, ['ada 0-9 unknown', 'bob 1-8 no']],
    ['no answer came and it was sold all the same', 'ada', ['ada 0- unknown', 'bob 5-9 no']],
    ['no answer came and it was not sold', 'bob', ['ada 0- unknown', 'bob 5-9 ok']],
    ['the same order asks again', 'ada', ['ada 0-5 ok', 'ada 6-9 ok', 'bob 7-8 no']],
    [
      'one is refused while another has it who wants a second seat and does not get that',
      null,
      ['ada 0-9 none', 'bob 1-8 no'],
    ],
    ['nobody asked and nobody has it', null, []],
  ])('%s', (_what, owner, lines) => expect(check(owner, ...lines)).toEqual([]));
});

describe('a history is wrong when', () => {
  it.each([
    ['it is sold twice', 'bob', ['ada 0-5 ok', 'bob 6-9 ok']],
    ['it is sold twice at the same instant', 'ada', ['ada 0-5 ok', 'bob 0-5 ok']],
    ['who was told ok does not have it', 'bob', ['ada 0-5 ok', 'bob 1-4 no']],
    ['who was told ok does not have it in the end', null, ['ada 0-5 ok']],
    ['one is refused before anybody could have it', 'bob', ['ada 0-1 no', 'bob 5-9 ok']],
    ['one is refused and nobody ever asked for it', null, ['ada 0-1 no']],
    ['one is refused after another had it for a while', null, ['ada 0-4 none', 'bob 5-9 no']],
    ['who was refused for another seat has it', 'ada', ['ada 0-4 none']],
    ['a sale without an answer begins only after another was refused', 'bob', ['ada 0-1 no', 'bob 5- unknown']],
  ])('%s', (_what, owner, lines) => {
    expect(check(owner, ...lines)).toEqual([{ seatId: 'A-1-01', explained: expect.any(Number), of: lines.length }]);
  });
});

it('names the seats that are wrong, each by itself', () => {
  const wrong = history('ada 0-5 ok', 'bob 6-9 ok').map(attempt => ({ ...attempt, seatId: 'B' }));
  const right = history('ada 0-5 ok', 'bob 6-9 no');
  const owners = new Map([
    ['A-1-01', 'ada'],
    ['B', 'bob'],
  ]);
  expect(unexplained([...right, ...wrong], owners)).toEqual([{ seatId: 'B', explained: 1, of: 2 }]);
});

it('reads a rush of a thousand in a moment, right or wrong', () => {
  const crowd = Array.from({ length: 1_000 }, (_, i) => `buyer${i} ${i}-${i + 64} no`);
  expect(check('ada', 'ada 0-64 ok', ...crowd)).toEqual([]);
  expect(check('ada', 'ada 0-64 ok', 'bob 500-510 ok', ...crowd)).toHaveLength(1);
});
