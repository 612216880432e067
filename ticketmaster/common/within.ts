/**
 * Rejects, saying `what` and the time, when `work` takes longer than `ms`. The work goes on, and what it brings is not waited for. A process
 * that stood still itself first takes in what has arrived meanwhile: a busy moment here is no silence there.
 */
export function within<T>(ms: number, work: Promise<T>, what = 'no answer'): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => setImmediate(() => late.reject(new Error(`${what} within ${ms} ms`))), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
