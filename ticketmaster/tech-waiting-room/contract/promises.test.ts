// A checker that cannot fail checks nothing: every line below breaks one promise and must be caught.
import { afterEach, expect, it, vi } from 'vitest';
import { describeLine } from './conformance.ts';
import type { Handed, Line, Place } from './line.ts';
import { memoryLine } from './memory-line.ts';
import { type LineSetup, promises, type TestGate } from './promises.ts';

describeLine('nothing but memory', memoryLine());

afterEach(() => vi.restoreAllMocks());

type Change = (gate: TestGate) => { line?: Partial<Line>; die?: () => Promise<void> };

function memoryLineBut(change: Change, rest: Partial<LineSetup> = {}): LineSetup {
  const { openGate, restartBroker } = memoryLine();
  return {
    restartBroker,
    ...rest,
    async openGate(eventId) {
      const gate = await openGate(eventId);
      const { line, ...changed } = change(gate);
      return { ...gate, ...changed, line: { ...gate.line, ...line } };
    },
  };
}

/** Keeps what was joined in the gate itself until the next call. */
function forgetful(): LineSetup {
  return memoryLineBut(({ line }) => {
    const own: Place[] = [];
    return {
      line: {
        join: async place => void own.push(place),
        async next(max) {
          for (const place of own.splice(0)) await line.join(place);
          return line.next(max);
        },
      },
      die: async () => void own.splice(0),
    };
  });
}

/** Loses everything when its server is killed. */
function volatile(): LineSetup {
  let { openGate } = memoryLine();
  return {
    openGate: eventId => openGate(eventId),
    async restartBroker() {
      ({ openGate } = memoryLine());
    },
  };
}

const broken: [keyof typeof promises, string, LineSetup][] = [
  ['outlives', 'keeps a place in the gate that took it', forgetful()],
  [
    'ordered',
    'hands out the last to join first',
    memoryLineBut(({ line }) => ({ line: { next: async max => (await line.next(max)).reverse() } })),
  ],
  [
    'exclusive',
    'hands one place to two gates',
    memoryLineBut(({ line }) => ({ line: { next: async max => (await line.next(max)).flatMap(one => [one, one]) } })),
  ],
  ['redelivers', 'loses what a dead gate held', memoryLineBut(() => ({ die: async () => {} }))],
  [
    'keepsPlace',
    `puts a dead gate's places at the back`,
    memoryLineBut(({ line }) => {
      const held: Handed[] = [];
      return {
        line: {
          async next(max) {
            const handed = await line.next(max);
            held.push(...handed);
            return handed;
          },
        },
        die: async () => {
          for (const { place } of held) await line.join(place);
        },
      };
    }),
  ],
  ['empties', 'does not hear acks', memoryLineBut(() => ({ line: { ack: async () => {} } }))],
  ['survivesBrokerRestart', 'keeps nothing on disk', volatile()],
];

it.each(broken)('%s: catches a line that %s', async (promise, _what, setup) => {
  let time = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => (time += 1_000)); // patience passes quickly
  await expect(promises[promise](setup)).rejects.toThrow();
});
