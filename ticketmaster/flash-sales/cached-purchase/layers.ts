/** What protects a purchase: the four layers of the drawing, each of which can be switched off alone. */
export interface Layers {
  /** 1. One purchase of a product at a time, by a lock in Redis that ends by itself. */
  lock: boolean;
  /** 2. Who reads the row to change it has it until the commit, and the stock is decremented where there is enough. Else what was read, less what is bought, is written. */
  rowLock: boolean;
  /** 3. The row is changed only where its version is the one that was read. */
  version: boolean;
  /** 4. Redis hears of each sale: the stock is decremented, the details are forgotten, the life of what is left begins anew. */
  cache: boolean;
}

export const all: Layers = { lock: true, rowLock: true, version: true, cache: true };

/** `'134'` has the first, the third and the fourth layer. Without the second and the third units are sold twice: that is for who sets ALLOW_UNSAFE=1. */
export function layersNamed(digits: string, allowUnsafe: boolean): Layers {
  if (!/^1?2?3?4?$/.test(digits))
    throw new Error(`LAYERS must be some of 1234, in this order, such as 134; got '${digits}'`);
  const [lock, rowLock, version, cache] = ['1', '2', '3', '4'].map(digit => digits.includes(digit)) as boolean[];
  const layers = { lock: lock!, rowLock: rowLock!, version: version!, cache: cache! };
  if (!sellsRight(layers) && !allowUnsafe)
    throw new Error(`LAYERS=${digits} has neither layer 2 nor 3 and sells units twice: set ALLOW_UNSAFE=1, too`);
  return layers;
}

/** Of the four, these two alone are enough for that. */
export const sellsRight = ({ rowLock, version }: Layers): boolean => rowLock || version;

/** All sixteen, from none to all. */
export const combinations: string[] = Array.from({ length: 16 }, (_, bits) =>
  ['1', '2', '3', '4'].filter((_, nth) => bits & (1 << nth)).join(''),
);
