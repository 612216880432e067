import { auditOf, type Finding } from '@ticketmaster/two-phase-payments/audit';
import { answersAreTrue, oneClickOneOrder, takenWasTaken, takenWasTakenInSomeOrder } from './audit-answers.ts';
import { neverTooMany, nobodyIsLost, ownAdmission, thievesGetNothing } from './audit-room.ts';
import type { Evidence } from './evidence.ts';

/** A seat has one owner, and one ticket that may open a door. */
export function oneOwner({ tickets, owners }: Evidence): Finding[] {
  const live = tickets.filter(({ status }) => status !== 'VOID');
  const bySeat = Map.groupBy(live, ({ seatId }) => seatId);
  const twice = [...bySeat].filter(([, { length }]) => length > 1);
  const others = live.filter(({ seatId, orderId }) => owners.get(seatId) !== orderId);
  return [
    ...twice.map(([seatId, of]) => `seat ${seatId} has ${of.length} tickets: orders ${of.map(one => one.orderId)}`),
    ...others.map(
      ({ seatId, orderId }) => `seat ${seatId} has a ticket of ${orderId}, and is of ${owners.get(seatId)}`,
    ),
  ];
}

/** Between PostgreSQL's clock and the provider's, which is Node's: they are of one machine, and one rounds. ms. */
const CLOCKS_MS = 2;

/** Money is taken only for tickets that are there already. */
export function ticketsBeforeMoney({ tickets, movements }: Evidence): Finding[] {
  const byOrder = Map.groupBy(tickets, ({ orderId }) => orderId);
  return movements.flatMap(({ kind, orderId, at }) => {
    const issued = byOrder.get(orderId ?? '');
    if (kind !== 'captured' || !issued) return []; // one without any ticket is found by the comparison of both
    const late = Math.min(...issued.map(({ issuedAt }) => issuedAt)) - Date.parse(at);
    return late > CLOCKS_MS ? [`order ${orderId} was captured ${Math.round(late)} ms before it had tickets`] : [];
  });
}

export const moneyIsTickets = ({ orders, movements }: Evidence): Finding[] => auditOf(orders, movements);

/** The shop may say that it is overloaded, or that something is away; not that it does not know what it does. */
export const never500 = ({ history }: Evidence): Finding[] =>
  [
    ...Map.groupBy(
      history.filter(({ status }) => status === 500),
      ({ what }) => what,
    ),
  ].map(
    ([what, calls]) => `${calls.length} of ${what} were answered 500, first at ${new Date(calls[0]!.at).toISOString()}`,
  );

/** All rules of a sale, by name. */
export const rules = {
  'a seat has one owner': oneOwner,
  'money kept is valid tickets': moneyIsTickets,
  'tickets before money': ticketsBeforeMoney,
  'an admission of their own': ownAdmission,
  'thieves get nothing': thievesGetNothing,
  'never more inside than the capacity': neverTooMany,
  'nobody in line is lost': nobodyIsLost,
  'what was answered is true': answersAreTrue,
  'what was called taken was taken': takenWasTaken,
  'answers about a seat have an order': takenWasTakenInSomeOrder,
  'a click is one order': oneClickOneOrder,
  'no answer is 500': never500,
  'true in every second': ({ broken }) => broken,
  'who looks sees what is so': ({ wrongMaps }) => wrongMaps,
} satisfies Record<string, (evidence: Evidence) => Finding[]>;

export type Rule = keyof typeof rules;

/** What does not hold, by rule; nothing where all is well. */
export function audit(evidence: Evidence): Partial<Record<Rule, Finding[]>> {
  const found = Object.entries(rules).map(([rule, check]) => [rule, check(evidence)] as const);
  return Object.fromEntries(found.filter(([, findings]) => findings.length));
}
