/** Whether the other side is asked at all. Stops hammering one that does not answer, and lets a single call find out whether it is back. */
export interface Breaker {
  /** False while it is not worth asking. */
  mayAsk(): boolean;
  answered(): void;
  /** It did not answer, or answered that it is not well. */
  failed(): void;
}

/** Opens after `failures` in a row, for `openMs`; then one call in each such span is let through until one is answered. */
export function circuitBreaker({ failures = 10, openMs = 1_000, now = Date.now } = {}): Breaker {
  let inARow = 0;
  let openUntil = 0;
  return {
    mayAsk() {
      if (inARow < failures) return true;
      if (now() < openUntil) return false;
      openUntil = now() + openMs; // this one finds out, the others wait for it
      return true;
    },
    answered() {
      inARow = 0;
    },
    failed() {
      inARow++;
      if (inARow === failures) openUntil = now() + openMs;
    },
  };
}
