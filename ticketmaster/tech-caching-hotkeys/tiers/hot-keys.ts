/** How often each key was read in the last `windowMs`, in a fixed amount of memory however many keys there are. */
export interface HotKeysOptions {
  /** Counters in a row, and rows. An estimate is too high by e/width of all reads at most, but for a share of e^-depth of the keys. */
  width?: number;
  depth?: number;
  /** How many of the most read keys are known by name. */
  top?: number;
  windowMs?: number;
  /** The window slides in so many steps. */
  panes?: number;
  now?: () => number;
}

interface Pane {
  since: number;
  counters: Uint32Array;
  reads: number;
}

/**
 * A count-min sketch (Cormode and Muthukrishnan, 2005) for each pane of a sliding window, and the keys whose estimates are the highest. An
 * estimate is never too low. A read costs `depth` additions; asking costs `depth × panes`, so a key that is not yet among the highest is
 * compared once in eight reads only.
 */
export function hotKeys(options: HotKeysOptions = {}) {
  const { width = 2_048, depth = 4, top = 20, windowMs = 5_000, panes = 5, now = Date.now } = options;
  const paneMs = windowMs / panes;
  const kept: Pane[] = [];
  const highest = new Map<string, number>();

  /** The pane of this moment; those that have left the window are used again. */
  function current(): Pane {
    const at = now();
    const newest = kept[0];
    if (newest && at < newest.since + paneMs) return newest;
    const left = kept.length === panes ? kept.pop()! : undefined;
    left?.counters.fill(0);
    const pane = {
      since: Math.floor(at / paneMs) * paneMs,
      counters: left?.counters ?? new Uint32Array(width * depth),
      reads: 0,
    };
    kept.unshift(pane);
    for (const key of highest.keys()) highest.set(key, estimate(key)); // what they were in the pane that left no longer counts
    return pane;
  }

  const inWindow = () => kept.filter(({ since }) => since + windowMs > now());

  let one = 0;
  let other = 0;
  /** Two hashes of `key`, which make all that are needed (Kirsch and Mitzenmacher, 2006). */
  function hash(key: string): void {
    [one, other] = [0x811c9dc5, 0x01000193];
    for (let i = 0; i < key.length; i++) {
      one = Math.imul(one ^ key.charCodeAt(i), 0x01000193);
      other = Math.imul(other ^ key.charCodeAt(i), 0x85ebca6b);
    }
    other |= 1;
  }
  /** Where the key that was hashed last counts in a row. */
  const placeIn = (row: number) => row * width + (((one + row * other) >>> 0) % width);

  function estimate(key: string): number {
    const seen = inWindow();
    hash(key);
    let least = Infinity;
    for (let row = 0; row < depth; row++) {
      const place = placeIn(row);
      least = Math.min(
        least,
        seen.reduce((sum, { counters }) => sum + counters[place]!, 0),
      );
    }
    return least;
  }

  function rank(key: string): void {
    const count = estimate(key);
    if (highest.has(key) || highest.size < top) return void highest.set(key, count);
    const [least, fewest] = [...highest].reduce((low, one) => (one[1] < low[1] ? one : low));
    if (count <= fewest) return;
    highest.delete(least);
    highest.set(key, count);
  }

  let nth = 0;
  return {
    read(key: string): void {
      const pane = current();
      pane.reads++;
      hash(key);
      for (let row = 0; row < depth; row++) pane.counters[placeIn(row)]!++;
      const known = highest.get(key);
      if (known !== undefined) highest.set(key, known + 1);
      else if (highest.size < top || (++nth & 7) === 0) rank(key);
    },
    /** Not lower than the truth. */
    estimate,
    /** The most read keys of the window, the hottest first, with their estimates. */
    hottest: (): [key: string, reads: number][] => {
      current();
      return [...highest.keys()]
        .map((key): [string, number] => [key, estimate(key)])
        .filter(([, reads]) => reads > 0)
        .sort((a, b) => b[1] - a[1]);
    },
    /** All reads of the window. */
    reads: () => inWindow().reduce((sum, { reads }) => sum + reads, 0),
  };
}

export type HotKeys = ReturnType<typeof hotKeys>;
