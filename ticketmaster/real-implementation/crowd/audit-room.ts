import type { Finding } from '@ticketmaster/two-phase-payments/audit';
import type { Evidence } from './evidence.ts';
import { type Call, holdIt, isGood } from './history.ts';

/** An admission that a visitor was told of: from when it was given until it surely was over, and the call that told of it first. */
interface Stay {
  userId: string;
  toldAt: number;
  from: number;
  until: number;
}

/** Of clocks and roundings, ms. */
const SLACK_MS = 1_000;

/**
 * One for each admission: how long it lasts, and when it ends, say when it began. `until`: when the visitor asked to leave or for the hold
 * that cost it, or its end.
 */
function staysOf({ history, admissionSeconds }: Evidence): Stay[] {
  const byUser = Map.groupBy(history, ({ userId }) => userId);
  return [...byUser].flatMap(([userId, calls]) => {
    const told = calls.filter(({ what, told }) => (what === 'poll' || what === 'last') && told.admissionToken);
    const refused = calls.filter(call => holdIt(call) && !call.stolen && call.status === 403);
    const each = Map.groupBy(told, call => call.told.expiresAt!);
    return [...each].map(([expiresAt, polls]) => {
      const from = Date.parse(expiresAt) - admissionSeconds * 1_000;
      const toldAt = Math.min(...polls.map(({ at }) => at));
      const costly = refused.filter(({ until }) => until < Date.parse(expiresAt)); // later ones were refused since it was over
      const fatal = new Set<string | undefined>(costly.flatMap(({ key }) => key ?? [])); // the first answer may be lost
      const left = calls.find(
        ({ what, at, key }) => (what === 'done' || what === 'leave' || fatal.has(key)) && at >= toldAt,
      );
      return { userId, toldAt, from, until: Math.min(Date.parse(expiresAt), left?.at ?? Number.POSITIVE_INFINITY) };
    });
  });
}

/** Who holds or pays was told of an admission before, which was not over. */
export function ownAdmission(evidence: Evidence): Finding[] {
  const { history, purchases } = evidence;
  const stays = Map.groupBy(staysOf(evidence), ({ userId }) => userId);
  const had = ({ userId, at, until }: Call) =>
    stays.get(userId)?.some(stay => stay.toldAt <= until && at <= stay.until + SLACK_MS);
  const held = history.filter(call => holdIt(call) && isGood(call) && !had(call));
  const strangers = purchases.filter(({ userId }) => !stays.has(userId));
  return [
    ...held.map(({ userId, told }) => `${userId} holds order ${told.orderId} without an admission`),
    ...strangers.map(({ userId, orderId }) => `order ${orderId} is of ${userId}, who never was inside`),
  ];
}

export const thievesGetNothing = ({ history }: Evidence): Finding[] =>
  history
    .filter(call => call.stolen && isGood(call))
    .map(({ what, userId, status }) => `${userId} was answered ${status} to a ${what} by what is another's`);

/** Neither by what visitors were told, nor by the room's own figures. */
export function neverTooMany(evidence: Evidence): Finding[] {
  const { capacity, samples } = evidence;
  const steps = staysOf(evidence).flatMap(({ from, until }) =>
    from < until
      ? [
          { at: from, by: 1 },
          { at: until, by: -1 },
        ]
      : [],
  );
  let inside = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    inside += by;
    most = Math.max(most, inside);
  }
  const figures = samples.filter(({ admitted }) => admitted > capacity);
  return [
    ...(most > capacity ? [`${most} visitors were inside at once, of ${capacity}`] : []),
    ...figures.map(({ at, admitted }) => `${admitted} of ${capacity} were inside at ${new Date(at).toISOString()}`),
  ];
}

/** Who joined was let in, left, was told that the place is gone, or waits. */
export function nobodyIsLost({ history }: Evidence): Finding[] {
  const own = history.filter(({ stolen }) => !stolen);
  return [...Map.groupBy(own, ({ userId }) => userId)].flatMap(([userId, calls]) => {
    const joined = calls.find(({ what, status }) => what === 'join' && status === 202);
    if (!joined) return [];
    const told = calls.findLast(
      ({ what, status }) => (what === 'poll' || what === 'last') && status !== 0 && status < 500,
    );
    if (!told) return [`${userId} joined and was never told anything`];
    const lost = calls.find(
      ({ what, status, at }) => (what === 'poll' || what === 'last') && status === 404 && at >= joined.until,
    );
    if (lost)
      return [`${userId} joined, and ${lost.what === 'poll' ? 'while waiting' : 'in the end'} nobody knew of it`];
    const known = ['ADMITTED', 'WAITING', 'EXPIRED'].includes(told.told.state ?? '');
    return known ? [] : [`${userId} joined, and was last told ${told.status} ${told.told.state}`];
  });
}
