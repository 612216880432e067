import { type Attempt, unexplained } from '@ticketmaster/locking/linearizable';
import type { Finding } from '@ticketmaster/two-phase-payments/audit';
import { isUnsold, type OrderStatus } from '@ticketmaster/two-phase-payments/order-states';
import type { Evidence, Purchase } from './evidence.ts';
import { type Call, holdIt, isGood } from './history.ts';

const unsold = (status: string | undefined) => isUnsold(status as OrderStatus);
const isTaken = ({ status, told }: Call) => status === 409 && told.type?.includes('seat-taken');

/** Each order that a visitor was told of is stored, and has become what that visitor can expect. */
export function answersAreTrue({ history, purchases, tickets }: Evidence): Finding[] {
  const stored = new Map(purchases.map(purchase => [purchase.orderId, purchase]));
  const valid = new Set(tickets.flatMap(one => (one.status === 'VALID' ? [`${one.orderId} ${one.seatId}`] : [])));
  const cancelled = new Set(history.flatMap(({ what, orderId }) => (what === 'cancel' && orderId ? [orderId] : [])));
  const told = history.filter(call => isGood(call) && call.told.orderId && !call.stolen);
  const lies = told.flatMap(({ userId, told: { orderId, status, tickets: shown = [] } }) => {
    const order = stored.get(orderId!);
    if (order?.userId !== userId) return [`order ${orderId} was told to ${userId}, and is not stored as theirs`];
    const changed = cancelled.has(orderId!);
    if (status === 'CONFIRMED' && order.status !== 'CONFIRMED' && !changed)
      return [`order ${orderId} was told CONFIRMED, and is ${order.status}`];
    const gone = shown.filter(one => one.status === 'VALID' && !valid.has(`${orderId} ${one.seatId}`));
    if (gone.length && !changed) return [`${gone.map(one => one.seatId)} of ${orderId} were told VALID, and are not`];
    if (unsold(status) && !unsold(order.status)) return [`order ${orderId} was told ${status}, and is ${order.status}`];
    return [];
  });
  return [...new Set([...lies, ...declinedButSold(history, stored)])];
}

/** Every card of it was declined, and yet it was sold. */
function declinedButSold(history: Call[], stored: Map<string, Purchase>): Finding[] {
  const confirms = history.filter(({ what, stolen }) => what === 'confirm' && !stolen);
  return [...Map.groupBy(confirms, ({ orderId }) => orderId!)].flatMap(([orderId, calls]) => {
    const declined = new Set(calls.flatMap(({ status, key }) => (status === 402 ? [key] : [])));
    const sold = stored.get(orderId)?.status === 'CONFIRMED';
    return sold && calls.every(({ key }) => declined.has(key)) ? [`order ${orderId} was declined, and is sold`] : [];
  });
}

/** How long a map in memory may call a seat taken after it was given back, ms (seat-maps.ts). */
const LAG_MS = 1_000;

/** From the first call that may have held the seats of an order, until the last instant at which they may have been held. */
function spansOf({ history, purchases }: Evidence) {
  const calls = Map.groupBy(history, ({ orderId }) => orderId);
  return purchases.map(({ orderId, seatIds, status, reservedUntil, changedAt }) => {
    const of = calls.get(orderId) ?? [];
    const asked = of.some(({ what }) => what === 'confirm' || what === 'cancel');
    const kept = !unsold(status) && status !== 'REFUNDED';
    const last = asked ? Math.max(reservedUntil, changedAt) : reservedUntil;
    const from = Math.min(...of.filter(holdIt).map(({ at }) => at));
    return { orderId, seatIds, from, until: kept && asked ? Number.POSITIVE_INFINITY : last + LAG_MS };
  });
}

/** Who was told that a seat is taken: another order may have had it at some instant of the call. */
export function takenWasTaken(evidence: Evidence): Finding[] {
  const spans = new Map<string, ReturnType<typeof spansOf>>();
  for (const span of spansOf(evidence))
    for (const seatId of span.seatIds) spans.set(seatId, [...(spans.get(seatId) ?? []), span]);
  return evidence.history.filter(isTaken).flatMap(({ orderId, at, until, told: { seatIds = [] } }) => {
    const free = seatIds.filter(
      seatId => !spans.get(seatId)?.some(one => one.orderId !== orderId && one.from <= until && at <= one.until),
    );
    return free.length ? [`${free} were called taken at ${new Date(at).toISOString()}, and nobody had them`] : [];
  });
}

/** For seats that were never given back: some order of all calls about a seat explains every answer (linearizable.ts). */
export function takenWasTakenInSomeOrder({ history, purchases, owners }: Evidence): Finding[] {
  const bought = new Map(purchases.map(purchase => [purchase.orderId, purchase]));
  const back = new Set(purchases.flatMap(({ status, seatIds }) => (status === 'CONFIRMED' ? [] : seatIds)));
  const attempts = history.filter(holdIt).flatMap((call): Attempt[] => {
    const { at, until, status, told, orderId } = call;
    const wanted = call.seatIds ?? told.seatIds ?? bought.get(orderId!)?.seatIds ?? [];
    const taken = isTaken(call) ? (told.seatIds ?? []) : [];
    const unknown = status === 0 || status >= 500;
    const outcome = (seatId: string): Attempt['outcome'] =>
      isGood(call) ? 'ok' : taken.includes(seatId) ? 'no' : unknown ? 'unknown' : 'none';
    return wanted.flatMap(seatId =>
      back.has(seatId)
        ? []
        : [
            {
              seatId,
              orderId: orderId!,
              calledAt: at,
              outcome: outcome(seatId),
              answeredAt: unknown ? Number.POSITIVE_INFINITY : until,
            },
          ],
    );
  });
  return unexplained(attempts, owners).map(
    ({ seatId, explained, of }) => `no order explains the answers about ${seatId}: ${explained} of ${of} at most`,
  );
}

/** The same key, however often it came, is one order, and one answer about it; and there is no order that nobody asked for. */
export function oneClickOneOrder({ history, purchases }: Evidence): Finding[] {
  const holds = history.filter(call => holdIt(call) && !call.stolen);
  const asked = new Set(holds.map(({ orderId }) => orderId));
  const twice = [...Map.groupBy(holds, ({ userId, key }) => `${userId} ${key}`)].flatMap(([key, calls]) => {
    const orders = new Set(calls.flatMap(({ told }) => told.orderId ?? []));
    return orders.size > 1 ? [`${key} made ${orders.size} orders`] : [];
  });
  const unasked = purchases.filter(({ orderId }) => !asked.has(orderId));
  return [...twice, ...unasked.map(({ orderId, userId }) => `order ${orderId} of ${userId}: nobody asked for it`)];
}
