export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** Of ten turns for which all wait, so many are for each: the last is served less often, and never left out. */
export const SHARES: Record<Priority, number> = { high: 6, normal: 3, low: 1 };

/** A line for each priority, and whose turn is next among them (stride scheduling). */
export function lines<T>(shares: Record<Priority, number> = SHARES) {
  const each = priorities.map(priority => ({ priority, passed: 0, jobs: [] as T[], head: 0 }));
  let size = 0;
  let last = 0;
  return {
    get size() {
      return size;
    },
    push(priority: Priority, job: T): void {
      const line = each.find(one => one.priority === priority)!;
      if (line.head === line.jobs.length) line.passed = Math.max(line.passed, last); // who did not wait saved no turns up
      line.jobs.push(job);
      size++;
    },
    shift(): T | undefined {
      let first: (typeof each)[number] | undefined;
      for (const line of each) if (line.head < line.jobs.length && (!first || line.passed < first.passed)) first = line;
      if (!first) return undefined;
      last = first.passed;
      first.passed += 1 / shares[first.priority];
      size--;
      const job = first.jobs[first.head++];
      if (first.head > 1_000) Object.assign(first, { jobs: first.jobs.slice(first.head), head: 0 }); // not a copy for each
      return job;
    },
  };
}
