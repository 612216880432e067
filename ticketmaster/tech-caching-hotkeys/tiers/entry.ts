/** What the source answered, and how long it may be given out. It carries its age with it, through all tiers. */
export interface Entry<V> {
  /** Undefined: the source says that there is no such thing. That is kept too, for a shorter time. */
  value: V | undefined;
  /** Wall clock in ms when the source began to be read: whatever was committed before it is in the value. */
  readAt: number;
  /** No tier gives it out from here on, wall clock in ms. */
  expiresAt: number;
  /** How long the source took, in ms. */
  loadMs: number;
}

export interface Lives {
  /** How long an entry lives after the source was read, at most. */
  ttlMs: number;
  /** Up to this share of `ttlMs` is taken off at random, so that what was stored together does not end together. */
  jitter: number;
  /** For what does not exist. */
  negativeMs: number;
}

/** An entry for what the source has just answered. */
export function entryOf<V>(
  value: V | undefined,
  readAt: number,
  loadMs: number,
  { ttlMs, jitter, negativeMs }: Lives,
  random = Math.random,
): Entry<V> {
  const life = value === undefined ? negativeMs : ttlMs;
  return { value, readAt, loadMs: Math.round(loadMs), expiresAt: Math.round(readAt + life * (1 - jitter * random())) };
}

/**
 * What is left of an entry's life: never more than `mostMs`. So a tier adds nothing to the age that an entry brought along, and a clock that
 * is wrong by hours adds `mostMs` and no more.
 */
export const restOf = ({ expiresAt }: Pick<Entry<unknown>, 'expiresAt'>, now: number, mostMs: number): number =>
  Math.min(mostMs, Math.max(0, expiresAt - now));

/**
 * Whether this reader reads the source anew although the entry is still good (XFetch: Vattani, Chierichetti and Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", VLDB 2015). The nearer the end and the slower the source, the likelier.
 */
export function expiresEarly(
  { expiresAt, loadMs }: Pick<Entry<unknown>, 'expiresAt' | 'loadMs'>,
  now: number,
  { beta = 1, random = Math.random } = {},
): boolean {
  return now - loadMs * beta * Math.log(1 - random()) >= expiresAt; // 1 − random is never 0
}
