import { type Priority, priorities } from '../../artwork.ts';
import { SHARES } from '../../jobs/turns.ts';

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
