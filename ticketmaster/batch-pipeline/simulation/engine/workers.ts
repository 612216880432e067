import type { Simulation } from './events.ts';
import { alternate, type Fault } from './faults.ts';
import type { Random } from './random.ts';
import type { Scaling } from './scaler.ts';

/** One that renders. What it holds is void once it dies: its attempt counts no more. */
export interface Worker<Pass> {
  state: 'starting' | 'working' | 'down' | 'gone';
  pass: Pass | undefined;
}

interface Hooks<Pass> {
  /** A worker has nothing in hand and could begin. */
  free(): void;
  /** It died with this in hand. */
  lost(pass: Pass): void;
}

/** Workers that come, go, die and are repaired. Those that are started are paid for from then on, until they are gone. */
export function workers<Pass>(sim: Simulation, random: Random, hooks: Hooks<Pass>, fault?: Fault) {
  const all = new Set<Worker<Pass>>();
  let idle: Worker<Pass>[] = [];
  let surplus = 0;
  let since = 0;
  let paidMs = 0;

  function settle(): void {
    paidMs += all.size * (sim.now() - since);
    since = sim.now();
  }

  function leave(worker: Worker<Pass>): void {
    settle();
    all.delete(worker);
    idle = idle.filter(one => one !== worker);
    worker.state = 'gone';
  }

  function free(worker: Worker<Pass>): void {
    worker.state = 'working';
    if (surplus > 0) {
      surplus--;
      leave(worker);
    } else {
      idle.push(worker);
      hooks.free();
    }
  }

  function fails(worker: Worker<Pass>): void {
    if (worker.state !== 'working') return;
    worker.state = 'down';
    idle = idle.filter(one => one !== worker);
    const { pass } = worker;
    worker.pass = undefined;
    if (pass) hooks.lost(pass);
  }

  function start(startMs: number): void {
    settle();
    const worker: Worker<Pass> = { state: 'starting', pass: undefined };
    all.add(worker);
    sim.after(startMs, () => worker.state === 'starting' && free(worker));
    if (!fault) return;
    const repaired = () => worker.state === 'down' && free(worker);
    alternate(sim, fault, random, { fails: () => fails(worker), repaired });
  }

  return {
    start,
    /** An idle one, for this pass; `ended` is called when it is through, unless it died. */
    take(pass: Pass, ms: number, ended: () => void): void {
      const worker = idle.pop()!;
      worker.pass = pass;
      sim.after(ms, () => {
        if (worker.pass !== pass) return; // it died, and another has the jobs
        worker.pass = undefined;
        ended();
        free(worker);
      });
    },
    idle: () => idle.length,
    working: () => [...all].filter(({ state }) => state === 'working').length,
    /** Comes nearer to so many: at once for those that are idle or start, and for others when their pass is through. */
    scaleTo(wanted: number, startMs: () => number): void {
      const more = wanted - (all.size - surplus);
      if (more >= 0) {
        const kept = Math.min(surplus, more);
        surplus -= kept;
        for (let i = kept; i < more; i++) start(startMs());
        return;
      }
      const order = [...all].toSorted((one, other) => rank(one) - rank(other));
      const dispensable = order.filter(worker => worker.pass === undefined).slice(0, -more);
      for (const worker of dispensable) leave(worker);
      surplus += -more - dispensable.length;
    },
    /** ms of all workers together, up to now. */
    paidMs(): number {
      settle();
      return paidMs;
    },
  };
}

const rank = ({ state }: Worker<unknown>) => ['down', 'starting', 'working'].indexOf(state);

/** Asks the rule at each poll, from the beginning on. */
export function follow(sim: Simulation, { pollMs }: Scaling, poll: () => void): void {
  const look = () => {
    poll();
    sim.after(pollMs, look);
  };
  look();
}
