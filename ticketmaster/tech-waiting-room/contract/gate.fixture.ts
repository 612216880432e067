import { onTestFinished } from 'vitest';
import { Gate, type GateOptions } from './gate.ts';
import type { Ledger, Verdict } from './ledger.ts';
import type { Line, Place } from './line.ts';
import { memoryLine } from './memory-line.ts';

export const named = (places: readonly Place[]) => places.map(({ visitorId }) => visitorId);
const place = (visitorId: string, i = 0): Place => ({ visitorId, number: i + 1, joinedAt: '2027-01-01T12:00:00.000Z' });

/** A ledger of free slots, a line in memory, and a gate between them; `calls` says what it asked of either, in order. */
export async function gateWith(free: number, options: Partial<GateOptions> = {}, { openGate } = memoryLine()) {
  const calls: string[] = [];
  const room = {
    free,
    stalledMs: 0,
    busy: true,
    gone: [] as string[],
    admitted: [] as string[],
    waiting: [] as string[],
  };
  const ledger = {
    async admitBatch(_gate: string, places: readonly Place[], max: number) {
      calls.push(`admit ${named(places)}`);
      let full = false;
      const verdicts = named(places).map((who): Verdict => {
        if (!full && (room.gone.includes(who) || room.admitted.includes(who))) return 'GONE';
        full ||= room.free === 0;
        if (full) return 'FULL';
        room.free--;
        room.stalledMs = 0;
        room.admitted.push(who);
        return 'ADMITTED';
      });
      return { verdicts, slots: full ? 0 : Math.min(room.free, max), stalledMs: room.stalledMs, busy: room.busy };
    },
    front: async (max: number) => room.waiting.slice(0, max).map(place),
  };
  const { line: inner } = await openGate('event');
  const line: Line = {
    ...inner,
    async next(max) {
      const handed = await inner.next(max);
      calls.push(`next ${max}: ${named(handed.map(({ place }) => place))}`);
      return handed;
    },
    async ack(handed) {
      calls.push(`ack ${named(handed.map(({ place }) => place))}`);
      await inner.ack(handed);
    },
    async close() {
      calls.push('close');
      await inner.close();
    },
  };
  const usual: GateOptions = { everyMs: 1, batch: 10, requeueAfterMs: 30_000 };
  const gate = new Gate(ledger as Partial<Ledger> as Ledger, line, { ...usual, ...options });
  onTestFinished(() => gate.close());
  const join = async (...visitors: string[]) => {
    for (const [i, who] of visitors.entries()) await inner.join(place(who, i));
  };
  /** The operator allows fewer from now on. */
  const shrinksTo = (free: number) => {
    room.free = Math.min(free, room.free);
  };
  return { gate, ledger, line, room, calls, join, shrinksTo };
}

/** Fails once, after it did its work or instead of it. */
export function failOnce<K extends string>(
  on: Record<K, (...args: never[]) => Promise<unknown>>,
  verb: K,
  doesItsWork = false,
) {
  const works = on[verb];
  on[verb] = async (...args) => {
    on[verb] = works;
    if (doesItsWork) await works(...args);
    throw new Error('no answer');
  };
}
