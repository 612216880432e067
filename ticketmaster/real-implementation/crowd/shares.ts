import { percentile } from '../percentile.ts';
import type { Evidence } from './evidence.ts';
import type { Call } from './history.ts';

const percent = (some: number, all: number) => Math.round((1_000 * some) / Math.max(1, all)) / 10;

/** From the first join until a visitor was told of the first admission, ms. */
function waitOf(calls: Call[]): number[] {
  const joined = calls.find(({ what, status }) => what === 'join' && status === 202);
  const admitted = calls.find(({ what, told }) => what === 'poll' && told.admissionToken);
  return joined && admitted ? [admitted.until - joined.at] : [];
}

/** Was told so: not who was let in before the next poll, whom it cost nothing. */
const wasSetAside = (calls: Call[]) => calls.some(({ told }) => told.slow);

/** Who got the tickets, how long people waited for it, and whom the measures against bots hit. Tickets in seats; percent with a tenth. */
export function sharesOf({ history, people, purchases, tickets }: Evidence) {
  const kindOf = new Map(people.map(({ userId, kind }) => [userId, kind]));
  const buyerOf = new Map(purchases.map(({ orderId, userId }) => [orderId, kindOf.get(userId)]));
  const valid = tickets.filter(({ status }) => status === 'VALID');
  const of = (kind: string) => valid.filter(({ orderId }) => buyerOf.get(orderId) === kind).length;
  const byUser = Map.groupBy(
    history.filter(({ stolen }) => !stolen),
    ({ userId }) => userId,
  );
  const callsOf = (kind: string) => people.flatMap(one => (one.kind === kind ? [byUser.get(one.userId) ?? []] : []));
  const humans = callsOf('human');
  const refused = (type: string, calls: Call[]) =>
    calls.some(({ status, told }) => status >= 400 && told.type?.includes(type));
  const waits = humans.flatMap(waitOf);
  return {
    tickets: valid.length,
    humansPercent: percent(of('human'), valid.length),
    farmPercent: percent(of('farm'), valid.length),
    ...{ humanWaitP50Ms: percentile(waits, 0.5), humanWaitP95Ms: percentile(waits, 0.95) },
    ...{ humans: humans.length, humansSetAside: humans.filter(wasSetAside).length },
    humansRefused: humans.filter(calls => refused('one-place-per-device', calls) || refused('unpaid-holds', calls))
      .length,
    ...{ farm: callsOf('farm').length, farmSetAside: callsOf('farm').filter(wasSetAside).length },
    farmRefused: callsOf('farm').filter(calls => refused('one-place-per-device', calls)).length,
    holdersLost: callsOf('holder').filter(calls => refused('unpaid-holds', calls)).length,
  };
}
