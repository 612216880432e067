import { eventually } from '@ticketmaster/testing/eventually';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failOnce, gateWith, named } from './gate.fixture.ts';
import type { Gate } from './gate.ts';
import { memoryLine } from './memory-line.ts';

const said = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeEach(() => said.mockClear());

describe('a batch of the gate', () => {
  it('acks who was let in and who is gone, and keeps in hand who found the room full', async () => {
    const test = await gateWith(4, { at: () => test.shrinksTo(1) });
    await test.join('ada', 'bob', 'cyd', 'dan');
    test.room.gone = ['ada'];
    expect(await test.gate.admitBatch()).toBe(1);
    expect(test.calls.slice(-2)).toEqual(['admit ada,bob,cyd,dan', 'ack ada,bob']);
    expect(await test.gate.admitBatch()).toBe(0);
    test.room.free = 2;
    expect(await test.gate.admitBatch()).toBe(2);
    expect(test.calls.slice(4, 7)).toEqual(['admit cyd,dan', 'admit cyd,dan', 'ack cyd,dan']);
    expect(test.room.admitted).toEqual(['bob', 'cyd', 'dan']);
  });

  it('takes a hundred places with one call of the line, and acks them with one', async () => {
    const { gate, calls, join } = await gateWith(100, { batch: 100 });
    await join(...Array.from({ length: 100 }, (_, i) => `visitor-${i}`));
    expect(await gate.admitBatch()).toBe(100);
    expect(calls.map(call => call.split(' ')[0])).toEqual(['admit', 'next', 'admit', 'ack']);
  });

  it('passes the two moments of an experiment, each once', async () => {
    const { gate, calls, join } = await gateWith(1, { at: moment => calls.push(moment) });
    await join('ada');
    await gate.admitBatch();
    const read = ['admit ', 'next 1: ada', 'between-read-and-ack'];
    expect(calls).toEqual([...read, 'admit ada', 'between-admit-and-ack', 'ack ada']);
  });

  it('puts those at the front into the line again once nothing came for too long, and not before', async () => {
    const { gate, room, calls, join } = await gateWith(2);
    room.waiting = ['ada', 'bob', 'cyd'];
    room.stalledMs = 30_000;
    expect(await gate.admitBatch()).toBe(0);
    expect([calls, said.mock.calls]).toEqual([['admit ', 'next 2: ', 'admit '], []]);
    room.stalledMs = 30_001;
    await join('eve'); // somebody comes: this is no lost line
    expect([await gate.admitBatch(), said.mock.calls]).toEqual([1, []]);
    Object.assign(room, { free: 2, stalledMs: 30_001 });
    expect(await gate.admitBatch()).toBe(0);
    expect(said.mock.calls).toEqual([[expect.stringContaining('2 or more still wait')]]);
    expect(await gate.admitBatch()).toBe(2);
    expect(room.admitted).toEqual(['eve', 'ada', 'bob']);
  });

  it('never runs beside another, and goes on after one that failed', async () => {
    const { gate, ledger, line, calls, join } = await gateWith(2);
    await join('ada', 'bob');
    const { next } = line;
    const held = Promise.withResolvers<void>();
    line.next = max => held.promise.then(() => next(max));
    const batches = [gate.admitBatch(), gate.admitBatch()];
    await new Promise(setImmediate);
    expect(calls).toEqual(['admit ']);
    held.resolve();
    expect(await Promise.all(batches)).toEqual([2, 0]);
    failOnce(ledger, 'admitBatch');
    const [failed, after] = await Promise.allSettled([gate.admitBatch(), gate.admitBatch()]);
    expect([failed.status, after]).toEqual(['rejected', { status: 'fulfilled', value: 0 }]);
  });
});

describe('what fails', () => {
  it('an ack: the next batch goes on with those in hand, and nobody is lost or let in twice', async () => {
    const lines = memoryLine();
    const test = await gateWith(2, { at: () => test.shrinksTo(1) }, lines);
    await test.join('ada', 'bob');
    failOnce(test.line, 'ack');
    await expect(test.gate.admitBatch()).rejects.toThrow('no answer');
    test.room.free = 1;
    expect(await test.gate.admitBatch()).toBe(1);
    expect(test.room.admitted).toEqual(['ada', 'bob']);
    await test.gate.close();

    const heir = await gateWith(1, {}, lines);
    heir.room.gone = test.room.admitted;
    expect(await heir.gate.admitBatch()).toBe(0);
    expect(heir.calls.slice(1, 4)).toEqual(['next 1: ada', 'admit ada', 'ack ada']);
  });

  it('the answer of the ledger: those it was asked about are asked about again, and acked', async () => {
    const fails = (moment: string) => moment === 'between-read-and-ack' && failOnce(ledger, 'admitBatch', true);
    const { gate, ledger, room, calls, join } = await gateWith(2, { at: fails });
    await join('ada', 'bob');
    await expect(gate.admitBatch()).rejects.toThrow('no answer');
    expect(await gate.admitBatch()).toBe(0);
    expect(calls.slice(-2)).toEqual(['admit ada,bob', 'ack ada,bob']);
    expect(room.admitted).toEqual(['ada', 'bob']);
  });

  it('the ledger for a while: a gate that was started says so once, and once that it goes on', async () => {
    const { gate, ledger, room, join } = await gateWith(1);
    await join('ada');
    const works = ledger.admitBatch;
    const admitBatch = vi.fn(
      async (): ReturnType<typeof works> => Promise.reject(new Error('the ledger does not answer')),
    );
    ledger.admitBatch = admitBatch;
    gate.start();
    await eventually(() => expect(admitBatch.mock.calls.length).toBeGreaterThan(3));
    ledger.admitBatch = works;
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
    gate.wake();
    await eventually(() => expect(room.admitted).toEqual(['ada']));
  });

  it.each([
    ['by itself', (gate: Gate) => gate.start()],
    ['because it was asked to', (gate: Gate) => void gate.admitBatch()],
  ])(
    'ends the batch it admits %s, hands back what it holds, and gives up its slots, when it is closed',
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
      const admitBatch = vi.spyOn(ledger, 'admitBatch');
      begin(gate);
      await eventually(() => expect(calls).toEqual(['admit ', 'next 2: ada,bob']));
      const closed = gate.close();
      shrinksTo(0);
      held.resolve();
      await closed;
      expect(calls.slice(2)).toEqual(['admit ada,bob', 'close', 'admit ']);
      expect(admitBatch.mock.calls.at(-1)).toEqual([admitBatch.mock.calls[0]![0], [], 0]);
      const { line: other } = await lines.openGate('event');
      expect(named((await other.next(9)).map(({ place }) => place))).toEqual(['ada', 'bob', 'cyd']);
    },
  );

  it('closes also when the ledger is away', async () => {
    const { gate, ledger } = await gateWith(1);
    ledger.admitBatch = async () => Promise.reject(new Error('away'));
    gate.start();
    await eventually(() => expect(said).toHaveBeenCalled());
    await gate.close();
  });
});
