import { percentile } from '../percentile.ts';
import type { Evidence } from './evidence.ts';
import type { Call } from './history.ts';

/** How the line treated the humans who were let in. Times in ms; null where nobody was. */
export interface Waits {
  letIn: number;
  /** From the answer to the join until the visitor knew. */
  waitP50: number | null;
  waitP95: number | null;
  /** How far an estimate of the time until the admission was from that time, over all polls that gave one. */
  etaErrorP50: number | null;
  etaErrorP95: number | null;
  /** The longest by which somebody who joined later was let in earlier; without those who were in the slow lane. */
  fifoErrorMs: number;
}

export function waitsOf(evidence: Evidence): Waits {
  const inside = humansLetIn(evidence);
  const waits = inside.map(({ joined, knew }) => knew - joined);
  const errors = inside.flatMap(({ calls, at }) =>
    calls.flatMap(({ until, told: { state, etaSeconds } }) =>
      state === 'WAITING' && until < at && typeof etaSeconds === 'number'
        ? [Math.abs(at - until - etaSeconds * 1_000)]
        : [],
    ),
  );
  return {
    letIn: inside.length,
    ...{ waitP50: percentile(waits, 0.5), waitP95: percentile(waits, 0.95) },
    ...{ etaErrorP50: percentile(errors, 0.5), etaErrorP95: percentile(errors, 0.95) },
    fifoErrorMs: fifoError(inside.filter(isInTheLine)),
  };
}

/** The longest that a human still waited when somebody who joined later was in; without those who were in the slow lane. ms */
export function overtakenMs(evidence: Evidence): number {
  let [earliest, most] = [Infinity, 0];
  const lastFirst = humansLetIn(evidence)
    .filter(isInTheLine)
    .toSorted((a, b) => b.number - a.number);
  for (const [, together] of Map.groupBy(lastFirst, ({ number }) => number)) {
    for (const { at } of together) most = Math.max(most, at - earliest);
    for (const { at } of together) earliest = Math.min(earliest, at);
  }
  return most;
}

function humansLetIn({ history, people, admissionSeconds }: Evidence) {
  const humans = new Set(people.flatMap(({ userId, kind }) => (kind === 'human' ? [userId] : [])));
  const own = history.filter(({ userId, stolen }) => !stolen && humans.has(userId));
  return [...Map.groupBy(own, ({ userId }) => userId).values()].flatMap(calls => letIn(calls, admissionSeconds));
}

const isInTheLine = ({ calls }: { calls: Call[] }) => !calls.some(({ told }) => told.slow);

/** The first admission of a visitor; none for who never was let in. */
function letIn(calls: Call[], admissionSeconds: number) {
  const join = calls.find(({ what, status }) => what === 'join' && status === 202);
  const told = calls.find(({ what, told }) => what === 'poll' && told.admissionToken);
  if (!join?.told.joinedAt || !told) return [];
  const number = Date.parse(join.told.joinedAt);
  return [
    {
      ...{ calls, joined: join.until, knew: told.until, number },
      at: Date.parse(told.told.expiresAt!) - admissionSeconds * 1_000,
    },
  ];
}

/** Walks along the admissions, and remembers the latest who joined of those before. */
function fifoError(inside: { number: number; at: number }[]): number {
  let [latest, most] = [0, 0];
  const rounds = [...Map.groupBy(inside, ({ at }) => at)].toSorted(([a], [b]) => a - b);
  for (const [, together] of rounds) {
    for (const { number } of together) most = Math.max(most, latest - number);
    for (const { number } of together) latest = Math.max(latest, number);
  }
  return most;
}
