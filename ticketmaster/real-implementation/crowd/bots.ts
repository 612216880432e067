import { orderIdOf } from '@ticketmaster/locking/routes';
import { holdSeats } from './holding.ts';
import { standInLine, type Visit } from './visit.ts';

/** Looks at the seats again and again, and wants to be first when one comes back. */
export async function refresh({ me, sale, plan }: Visit, untilMs: number): Promise<string> {
  while (Date.now() < untilMs) {
    await me.ask('seats', 'GET', `/api/events/${sale.eventId}/seats`, { tries: 1 });
    await me.pause(plan.refreshMs);
  }
  return 'refreshed';
}

/** Holds four seats, never pays, and holds again when they are gone; joins again where that costs it the place. Never says that it is done. */
export async function holdOnly(visit: Visit, untilMs: number): Promise<string> {
  let line = await standInLine(visit);
  if ('ended' in line) return line.ended;
  for (let round = 1; Date.now() < untilMs; round++) {
    const held = await holdSeats(visit, line.admissionToken, `-round-${round}`);
    if (held === 'admission over') line = await standInLine(visit);
    else if (typeof held === 'string') return held;
    if ('ended' in line) return line.ended;
    if (typeof held !== 'string') await visit.me.pause(visit.sale.holdMs * 1.2);
  }
  return 'held for nothing';
}

/** Never waits: tries without an admission, with another's, at another's order and place. */
export async function steal(visit: Visit, untilMs: number): Promise<string> {
  const { me, sale, random, keyFor } = visit;
  for (let n = 1; Date.now() < untilMs; n++) {
    await me.pause(700);
    const victim = sale.leaked[Math.floor(random() * sale.leaked.length)];
    const key = keyFor(`steal-${n}`);
    const orders = `/api/events/${sale.eventId}/orders`;
    const wish = {
      key,
      body: { best: { count: 4 } },
      orderId: orderIdOf(me.userId, key),
      tries: 1,
      stolen: true,
    } as const;
    await me.ask('hold', 'POST', orders, victim ? { ...wish, token: victim.admissionToken } : wish);
    if (!victim) continue;
    const stolen = { stolen: true, tries: 1, token: victim.admissionToken } as const;
    await me.ask('poll', 'GET', `/api/events/${sale.eventId}/waiting-room/${victim.userId}`, stolen);
    if (!victim.orderId) continue;
    const body = { paymentMethod: 'pm_card_visa' };
    const order = `/api/orders/${victim.orderId}`;
    await me.ask('confirm', 'POST', `${order}/confirm`, { ...stolen, key: `${key}-pay`, body });
    await me.ask('cancel', 'POST', `${order}/cancel`, stolen);
    await me.ask('order', 'GET', order, stolen);
  }
  return 'stole nothing';
}
