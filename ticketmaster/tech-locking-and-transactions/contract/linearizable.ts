/** What one buyer asked about one seat, and what came back. Times are of one clock, in ms; an answer that never came: Infinity. */
export interface Attempt {
  seatId: string;
  orderId: string;
  calledAt: number;
  answeredAt: number;
  /**
   * `no`: told that the seat was taken. `none`: refused for another reason, so it had the seat for a while at most. `unknown`: it may or
   * may not have been sold.
   */
  outcome: 'ok' | 'no' | 'none' | 'unknown';
}

export interface Verdict {
  seatId: string;
  /** The most attempts that some order explains; all of them when the history is right. */
  explained: number;
  of: number;
}

/**
 * Whether, for each seat, some order of its attempts explains all answers: one at a time, each between its call and its answer, and
 * only a seat that is free can be sold. Answers the seats for which there is none. (Wing and Gong 1993; seats are independent, so
 * each is checked alone.) `owners` is who has each seat in the end.
 *
 * A buyer whose card is declined, or who wants several seats, may hold a seat for a while in some ways. So `no` is also right while
 * another attempt for the seat was under way.
 */
export function unexplained(history: readonly Attempt[], owners: ReadonlyMap<string, string | null>): Verdict[] {
  const bySeat = Map.groupBy(history, ({ seatId }) => seatId);
  return [...bySeat].flatMap(([seatId, attempts]) => {
    const explained = mostExplained(attempts, owners.get(seatId) ?? null);
    return explained === attempts.length ? [] : [{ seatId, explained, of: attempts.length }];
  });
}

/** How many attempts can be put in an order at most, with `owner` having the seat in the end; all, or fewer. */
function mostExplained(unordered: readonly Attempt[], owner: string | null): number {
  const attempts = unordered.toSorted((a, b) => a.calledAt - b.calledAt);
  const contested = attempts.map(one => attempts.some(other => other !== one && overlap(one, other)));
  const seen = new Set<string>();
  let most = 0;

  /** `done`: a bit for each attempt that is in the order already; the seat belongs to `holder`. */
  function explains(done: bigint, count: number, holder: string | null): boolean {
    const state = `${done} ${holder}`;
    if (seen.has(state)) return false;
    seen.add(state);
    const missing = attempts.flatMap((attempt, i) => (done & (1n << BigInt(i)) ? [] : [{ attempt, i }]));
    const optional = missing.every(({ attempt }) => attempt.outcome === 'unknown');
    if (optional && holder === owner) {
      most = attempts.length;
      return true;
    }
    most = Math.max(most, Math.min(count, attempts.length - 1));
    // The next one began before any of the missing had ended.
    const firstEnd = Math.min(...missing.map(({ attempt }) => attempt.answeredAt));
    const next = missing.flatMap(({ attempt, i }) => {
      const after = attempt.calledAt <= firstEnd ? step(attempt, contested[i]!, holder) : undefined;
      return after ? [{ bit: 1n << BigInt(i), after }] : [];
    });
    // One that changes nothing is never too early: it alone need be tried, and a crowd of refusals costs no search.
    const idle = next.find(({ after }) => after.holder === holder);
    return (idle ? [idle] : next).some(({ bit, after }) => explains(done | bit, count + 1, after.holder));
  }
  explains(0n, 0, null);
  return most;
}

/** The seat after an attempt, or undefined where its answer would be wrong. */
function step(attempt: Attempt, contested: boolean, holder: string | null): { holder: string | null } | undefined {
  const { outcome, orderId } = attempt;
  if (outcome === 'none') return { holder };
  if (outcome === 'no') return holder !== null || contested ? { holder } : undefined;
  return holder === null || holder === orderId ? { holder: orderId } : undefined;
}

const overlap = (a: Attempt, b: Attempt) => a.calledAt <= b.answeredAt && b.calledAt <= a.answeredAt;
