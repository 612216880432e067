import { orderIdOf } from '@ticketmaster/locking/routes';
import { clicked, type Visit } from './visit.ts';

const TRIES = 6;

/** Index of each free seat of `states` (two bits a seat, base64). */
export function freeIn(states: string, count: number): number[] {
  const bytes = Buffer.from(states, 'base64');
  const free: number[] = [];
  for (let i = 0; i < count; i++) if (((bytes[i >> 2]! >> (2 * (i & 3))) & 3) === 0) free.push(i);
  return free;
}

/** Looks at the seats, and holds some: the best, or neighbours in the map. After 409 it looks again. Answers how it ended where it has none. */
export async function holdSeats(visit: Visit, token: string, tab: string): Promise<{ orderId: string } | string> {
  const { me, plan, sale, random, keyFor } = visit;
  let wants = plan.wants;
  const until = Math.min(Date.now() + plan.looksAgainMs, sale.endsAt);
  for (let n = 1; n <= TRIES; n++) {
    const seats = await me.ask('seats', 'GET', `/api/events/${sale.eventId}/seats`);
    const { states } = seats.told as { states?: string };
    if (!states) return `no seat map: ${seats.status}`;
    const free = freeIn(states, sale.seatIds.length);
    if (!free.length && Date.now() < until) {
      n--;
      await me.pause(1_000);
      continue;
    }
    if (!free.length) return 'sold out';
    wants = Math.min(wants, free.length);
    await me.pause(plan.kind === 'human' ? 500 : 20);
    const from = Math.floor(random() * (free.length - wants + 1));
    const seatIds = plan.best ? undefined : free.slice(from, from + wants).map(i => sale.seatIds[i]!);
    const key = keyFor(`hold${tab}-${n}`);
    const wish = {
      ...{ key, token, body: seatIds ? { seatIds } : { best: { count: wants } }, orderId: orderIdOf(me.userId, key) },
      ...(seatIds && { seatIds }),
    };
    const held = await clicked(plan.doubleClicks, () =>
      me.ask('hold', 'POST', `/api/events/${sale.eventId}/orders`, wish),
    );
    if (held.status === 201) return { orderId: held.told.orderId! };
    if (held.status === 401 || held.status === 403) return 'admission over';
    if (held.status !== 409) return `not held: ${held.status}`;
    if (held.told.type?.includes('sold-out')) wants = Math.max(1, wants - 1);
  }
  return 'others were faster';
}
