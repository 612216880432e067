import assert from 'node:assert/strict';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Line } from './line.ts';

/** A gate that a check may kill. */
export interface TestGate {
  line: Line;
  /** Ends it as kill -9 would: nothing is handed back politely. */
  die(): Promise<void>;
}

/** How a technology is put to the test. */
export interface LineSetup {
  openGate(eventId: string): Promise<TestGate>;
  /** Kills the server behind the line (kill -9), starts it again, and waits until it answers. */
  restartBroker(): Promise<void>;
  /** How long a check waits for a place, in ms: longer than any lease of a dead gate. A minute where it is left out. */
  patienceMs?: number;
}

/** The promises of line.ts, executable. Each runs on an event of its own, so any number share one server. */
export const promises = {
  outlives: onEvent(async ({ gate }) => {
    const taker = await gate();
    await join(taker, 'ada');
    await taker.die();
    assert.deepEqual(await take(1, await gate()), ['ada']);
  }),

  ordered: onEvent(async ({ gate }) => {
    const one = await gate();
    const visitors = await join(one, ...crowd(30));
    assert.deepEqual(await take(30, one), visitors);
  }),

  exclusive: onEvent(async ({ gate }) => {
    const gates = [await gate(), await gate(), await gate()];
    const visitors = await join(gates[0]!, ...crowd(60));
    assert.deepEqual((await take(60, ...gates)).sort(), visitors);
  }),

  redelivers: onEvent(async ({ gate }) => {
    const visitors = await handFirstToDyingGate(gate);
    assert.deepEqual((await take(3, await gate())).sort(), visitors);
  }),

  keepsPlace: onEvent(async ({ gate }) => {
    const visitors = await handFirstToDyingGate(gate);
    assert.deepEqual(await take(3, await gate()), visitors);
  }),

  empties: onEvent(async ({ gate }) => {
    const one = await gate();
    await join(one, 'ada');
    await take(1, one);
    await one.line.close();
    const other = await gate();
    await join(other, 'bob');
    assert.deepEqual(await take(1, other), ['bob']);
    assert.deepEqual(await other.line.next(1), []);
  }),

  survivesBrokerRestart: onEvent(async ({ gate, restartBroker }) => {
    const before = await gate();
    const visitors = await join(before, ...crowd(10));
    await handed(before, 2);
    await restartBroker();
    await before.die();
    assert.deepEqual((await take(10, await gate())).sort(), visitors);
  }),
};

export type Promised = keyof typeof promises;

interface PatientGate extends TestGate {
  patienceMs: number;
}

interface OnEvent {
  gate(): Promise<PatientGate>;
  restartBroker(): Promise<void>;
}

/** Gives `check` gates on a fresh event and closes those it left open, however it ends. */
function onEvent(check: (given: OnEvent) => Promise<void>) {
  return async ({ openGate, restartBroker, patienceMs = 60_000 }: LineSetup): Promise<void> => {
    const eventId = unique('event');
    const living = new Map<Line, () => Promise<void>>();
    const gate = async (): Promise<PatientGate> => {
      const { line, die } = await openGate(eventId);
      const end = (how: () => Promise<void>) => () => {
        living.delete(line);
        return how();
      };
      living.set(line, () => line.close());
      const closing = { ...line, close: end(() => line.close()) };
      return { line: closing, die: end(die), patienceMs };
    };
    try {
      await check({ gate, restartBroker });
    } finally {
      await Promise.all([...living.values()].map(close => close()));
    }
  };
}

async function handFirstToDyingGate(gate: OnEvent['gate']): Promise<string[]> {
  const dying = await gate();
  const visitors = await join(dying, 'ada', 'bob', 'cyd');
  await handed(dying, 1);
  await dying.die();
  return visitors;
}

const crowd = (size: number) => Array.from({ length: size }, (_, i) => `visitor-${String(i).padStart(2, '0')}`);

async function join({ line }: TestGate, ...visitors: string[]): Promise<string[]> {
  for (const [i, visitorId] of visitors.entries()) {
    await line.join({ visitorId, number: i + 1, joinedAt: new Date().toISOString() });
  }
  return visitors;
}

/** Waits until the line has handed out `count` places, and acks none. */
async function handed({ line, patienceMs }: PatientGate, count: number): Promise<void> {
  let came = 0;
  await eventually(async () => {
    came += (await line.next(count - came)).length;
    assert.equal(came, count);
  }, patienceMs);
}

/** All gates ask at the same instant, again and again, and ack what they get, until `count` came; answers who, as they came. */
async function take(count: number, ...gates: PatientGate[]): Promise<string[]> {
  const came: string[] = [];
  await eventually(async () => {
    const answers = await Promise.all(gates.map(async ({ line }) => ({ line, handed: await line.next(3) })));
    for (const { line, handed } of answers) {
      if (handed.length) await line.ack(handed);
      came.push(...handed.map(({ place }) => place.visitorId));
    }
    assert.ok(came.length >= count, `only ${came.length} of ${count} came: ${came.join(', ')}`);
  }, gates[0]!.patienceMs);
  return came;
}
