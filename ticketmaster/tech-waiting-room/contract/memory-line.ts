import type { Handed, Line, Place } from './line.ts';
import type { LineSetup } from './promises.ts';

/** The reference line: what the promises in line.ts mean, in an array. It survives the restart of a broker it has not. */
export function memoryLine(): LineSetup {
  const lines = new Map<string, Place[]>();
  return {
    async openGate(eventId) {
      const waiting = lines.get(eventId) ?? [];
      lines.set(eventId, waiting);
      const handed = new Map<string, Place>();
      const handBack = async () => {
        waiting.unshift(...handed.values());
        handed.clear();
      };

      const line: Line = {
        async join(place) {
          waiting.push(place);
        },
        async next(max) {
          return waiting.splice(0, max).map((place): Handed => {
            const receipt = crypto.randomUUID();
            handed.set(receipt, place);
            return { place, receipt };
          });
        },
        async ack(done) {
          for (const { receipt } of done) handed.delete(receipt);
        },
        close: handBack,
      };
      return { line, die: handBack };
    },
    restartBroker: async () => {},
  };
}
