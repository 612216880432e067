import type { Instance } from '@ticketmaster/instances/instance';
import { keepRunning } from '@ticketmaster/instances/keep-running';
import { together } from '@ticketmaster/instances/together';

export interface FleetParts {
  /** Starts a worker of this name, and resolves when it is ready. */
  open: (name: string) => Promise<Instance>;
  tell: (line: string) => void;
  /** A worker does not stay up. */
  giveUp: (reason: string) => void;
}

/** Workers, each a process. Who dies is started again; who is not wanted any more is told to end, and ends the job in its hand first. */
export function openFleet({ open, tell, giveUp }: FleetParts) {
  const staff: { worker: Instance; stopKeeping: () => Promise<void> }[] = [];
  const leaving = new Set<Promise<void>>();

  async function start(count: number): Promise<void> {
    const taken = new Set(staff.map(({ worker }) => worker.name));
    const names = Array.from({ length: taken.size + count }, (_, nth) => `worker-${nth + 1}`);
    const free = names.filter(name => !taken.has(name)).slice(0, count);
    for (const worker of await together(free.map(open)))
      staff.push({ worker, stopKeeping: keepRunning(worker, { tell, giveUp }) });
  }

  function endLast(): void {
    const { worker, stopKeeping } = staff.pop()!;
    const left = stopKeeping()
      .then(worker.end)
      .finally(() => leaving.delete(left));
    leaving.add(left);
  }

  return {
    /** Resolves once so many are ready; it does not wait for those that leave. One call at a time. */
    async scaleTo(wanted: number): Promise<void> {
      while (staff.length > wanted) endLast();
      if (staff.length < wanted) await start(wanted - staff.length);
    },
    /** Of those that are to be at work, also of one that has just died. */
    urls: () => staff.map(({ worker }) => worker.url),
    atWork: () => staff.filter(({ worker }) => worker.isUp()).length,
    async close(): Promise<void> {
      while (staff.length > 0) endLast();
      await Promise.all(leaving);
    },
  };
}
