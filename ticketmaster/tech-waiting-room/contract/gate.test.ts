import { eventually } from '@ticketmaster/testing/eventually';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Gate } from './gate.ts';
import { failOnce, gateWith, named } from './gate-for-test.ts';
import { memoryLine } from './memory-line.ts';

const said = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeEach(() => said.mockClear());

describe('a turn of the gate', () => {
  it('acks who was let in and who is gone, and keeps in hand who found the room full', async () => {
    const test = await gateWith(4, { at: () => test.shrinksTo(1) });
    await test.join('ada', 'bob', 'cyd', 'dan');
    test.room.gone = ['ada'];
    expect(await test.gate.turn()).toBe(1);
    expect(test.calls.slice(-2)).toEqual(['turn ada,bob,cyd,dan', 'ack ada,bob']);
    expect(await test.gate.turn()).toBe(0);
    test.room.free = 2;
    expect(await test.gate.turn()).toBe(2);
    expect(test.calls.slice(4, 7)).toEqual(['turn cyd,dan', 'turn cyd,dan', 'ack cyd,dan']);
    expect(test.room.admitted).toEqual(['bob', 'cyd', 'dan']);
  });

  it('takes a hundred places with one call of the line, and acks them with one', async () => {
    const { gate, calls, join } = await gateWith(100, { batch: 100 });
    await join(...Array.from({ length: 100 }, (_, i) => `visitor-${i}`));
    expect(await gate.turn()).toBe(100);
    expect(calls.map(call => call.split(' ')[0])).toEqual(['turn', 'next', 'turn', 'ack']);
  });

  it('passes the two moments of an experiment, each once', async () => {
    const { gate, calls, join } = await gateWith(1, { at: moment => calls.push(moment) });
    await join('ada');
    await gate.turn();
    const read = ['turn ', 'next 1: ada', 'between-read-and-ack'];
    expect(calls).toEqual([...read, 'turn ada', 'between-admit-and-ack', 'ack ada']);
  });

  it('puts those at the front into the line again once nothing came for too long, and not before', async () => {
    const { gate, room, calls, join } = await gateWith(2);
    room.waiting = ['ada', 'bob', 'cyd'];
    room.stalledMs = 30_000;
    expect(await gate.turn()).toBe(0);
    expect([calls, said.mock.calls]).toEqual([['turn ', 'next 2: ', 'turn '], []]);
    room.stalledMs = 30_001;
    await join('eve'); // somebody comes: this is no lost line
    expect([await gate.turn(), said.mock.calls]).toEqual([1, []]);
    Object.assign(room, { free: 2, stalledMs: 30_001 });
    expect(await gate.turn()).toBe(0);
    expect(said.mock.calls).toEqual([[expect.stringContaining('2 or more still wait')]]);
    expect(await gate.turn()).toBe(2);
    expect(room.admitted).toEqual(['eve', 'ada', 'bob']);
  });

  it('never runs beside another, and goes on after one that failed', async () => {
    const { gate, ledger, line, calls, join } = await gateWith(2);
    await join('ada', 'bob');
    const { next } = line;
    const held = Promise.withResolvers<void>();
    line.next = max => held.promise.then(() => next(max));
    const turns = [gate.turn(), gate.turn()];
    await new Promise(setImmediate);
    expect(calls).toEqual(['turn ']);
    held.resolve();
    expect(await Promise.all(turns)).toEqual([2, 0]);
    failOnce(ledger, 'turn');
    const [failed, after] = await Promise.allSettled([gate.turn(), gate.turn()]);
    expect([failed.status, after]).toEqual(['rejected', { status: 'fulfilled', value: 0 }]);
  });
});

describe('what fails', () => {
  it('an ack: the next turn goes on with those in hand, and nobody is lost or let in twice', async () => {
    const lines = memoryLine();
    const test = await gateWith(2, { at: () => test.shrinksTo(1) }, lines);
    await test.join('ada', 'bob');
    failOnce(test.line, 'ack');
    await expect(test.gate.turn()).rejects.toThrow('no answer');
    test.room.free = 1;
    expect(await test.gate.turn()).toBe(1);
    expect(test.room.admitted).toEqual(['ada', 'bob']);
    await test.gate.close();

    const heir = await gateWith(1, {}, lines);
    heir.room.gone = test.room.admitted;
    expect(await heir.gate.turn()).toBe(0);
    expect(heir.calls.slice(1, 4)).toEqual(['next 1: ada', 'turn ada', 'ack ada']);
  });

  it('the answer of the ledger: those it was asked about are asked about again, and acked', async () => {
    const fails = (moment: string) => moment === 'between-read-and-ack' && failOnce(ledger, 'turn', true);
    const { gate, ledger, room, calls, join } = await gateWith(2, { at: fails });
    await join('ada', 'bob');
    await expect(gate.turn()).rejects.toThrow('no answer');
    expect(await gate.turn()).toBe(0);
    expect(calls.slice(-2)).toEqual(['turn ada,bob', 'ack ada,bob']);
    expect(room.admitted).toEqual(['ada', 'bob']);
  });

  it('the ledger for a while: a gate that was started says so once, and once that it goes on', async () => {
    const { gate, ledger, room, join } = await gateWith(1);
    await join('ada');
    const works = ledger.turn;
    const turn = vi.fn(async (): ReturnType<typeof works> => Promise.reject(new Error('the ledger does not answer')));
    ledger.turn = turn;
    gate.start();
    await eventually(() => expect(turn.mock.calls.length).toBeGreaterThan(3));
    ledger.turn = works;
    await eventually(() => expect(room.admitted).toEqual(['ada']));
    await gate.close();
    expect(said.mock.calls).toEqual([['The gate waits: the ledger does not answer'], ['The gate goes on']]);
  });
});

describe('a gate', () => {
  it('looks at once when it is told that something changed', async () => {
    const { gate, room, calls, join } = await gateWith(1, { everyMs: 3_600_000 });
    gate.start();
    await eventually(() => expect(calls).toHaveLength(3));
    await join('ada');
    gate.nudge();
    await eventually(() => expect(room.admitted).toEqual(['ada']));
  });

  it.each([
    ['by itself', (gate: Gate) => gate.start()],
    ['because it was asked to', (gate: Gate) => void gate.turn()],
  ])(
    'ends the turn it takes %s, hands back what it holds, and gives up its slots, when it is closed',
    async (_, begin) => {
      const lines = memoryLine();
      const { gate, ledger, line, calls, join, shrinksTo } = await gateWith(2, {}, lines);
      await join('ada', 'bob', 'cyd');
      const { next } = line;
      const held = Promise.withResolvers<void>();
      line.next = async max => {
        const handed = await next(max);
        await held.promise;
        return handed;
      };
      const turn = vi.spyOn(ledger, 'turn');
      begin(gate);
      await eventually(() => expect(calls).toEqual(['turn ', 'next 2: ada,bob']));
      const closed = gate.close();
      shrinksTo(0);
      held.resolve();
      await closed;
      expect(calls.slice(2)).toEqual(['turn ada,bob', 'close', 'turn ']);
      expect(turn.mock.calls.at(-1)).toEqual([turn.mock.calls[0]![0], [], 0]);
      const { line: other } = await lines.openGate('event');
      expect(named((await other.next(9)).map(({ place }) => place))).toEqual(['ada', 'bob', 'cyd']);
    },
  );

  it('closes also when the ledger is away', async () => {
    const { gate, ledger } = await gateWith(1);
    ledger.turn = async () => Promise.reject(new Error('away'));
    gate.start();
    await eventually(() => expect(said).toHaveBeenCalled());
    await gate.close();
  });
});
