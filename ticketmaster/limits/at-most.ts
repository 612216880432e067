export interface Bounds {
  /** Under way at once. */
  inFlight: number;
  /** How many may wait for their turn; one more is refused at once, with what `full` makes. */
  waiting: number;
  full: () => Error;
}

/**
 * Runs work, so much of it at a time; the rest waits in the order it came. Who is refused has had nothing done: a system that is asked for more
 * than it can do answers some at its usual speed and the others at once, instead of all of them late.
 */
export function atMost({ inFlight, waiting, full }: Bounds): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let underWay = 0;

  function next(): void {
    const go = queue.shift();
    if (go) go();
    else underWay--;
  }

  return async work => {
    if (underWay < inFlight) underWay++;
    else if (queue.length >= waiting) throw full();
    else await new Promise<void>(go => queue.push(go)); // whoever ends hands its turn over
    try {
      return await work();
    } finally {
      next();
    }
  };
}
