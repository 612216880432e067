/** A binary heap: `pop` gives what is `before` all others. */
export function heap<T>(before: (one: T, other: T) => boolean) {
  const all: T[] = [];
  const swap = (i: number, j: number) => ([all[i], all[j]] = [all[j]!, all[i]!]);
  const isBefore = (i: number, j: number) => j >= all.length || before(all[i]!, all[j]!);

  return {
    get size() {
      return all.length;
    },
    peek: (): T | undefined => all[0],
    push(one: T): void {
      all.push(one);
      for (let i = all.length - 1; i > 0; ) {
        const above = (i - 1) >> 1;
        if (isBefore(above, i)) return;
        swap(i, above);
        i = above;
      }
    },
    pop(): T | undefined {
      const first = all[0];
      const last = all.pop();
      if (all.length === 0 || last === undefined) return first;
      all[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        const child = left < all.length && isBefore(left, right) ? left : right;
        if (child >= all.length || isBefore(i, child)) return first;
        swap(i, child);
        i = child;
      }
    },
  };
}
