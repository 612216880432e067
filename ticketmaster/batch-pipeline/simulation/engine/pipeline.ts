import type { Priority } from '../../artwork.ts';
import { kedaRule } from '../../scaler/rule.ts';
import type { Arrivals } from './arrivals.ts';
import { simulation } from './events.ts';
import { alternate, type Fault } from './faults.ts';
import { lines } from './lines.ts';
import { type Distribution, streamOf } from './random.ts';
import type { Scaling } from './scaler.ts';
import { follow, workers } from './workers.ts';

export interface Pipeline {
  arrivals: Arrivals;
  /** So long jobs come; those in the queue then are still rendered. ms */
  forMs: number;
  /** Jobs that come before are rendered and not counted. ms */
  warmUpMs?: number;
  /** ms for a pass with one image. */
  service: Distribution;
  workers: number | Scaling;
  /** The part of requests that the cache answers. */
  cacheHits?: number;
  /** A pass takes what waits, up to `most` images; each but the first takes `each` of the time of the first. */
  batch?: { most: number; each: number };
  /** The parts of jobs that are high and low; all others are normal. */
  mix?: { high: number; low: number };
  /** While `broker` or `zone` is away nothing comes in and no pass begins, without `api` nothing comes in, without `cache` all is rendered. */
  faults?: Partial<Record<'worker' | 'broker' | 'cache' | 'api' | 'zone', Fault>>;
  /** Until a dead worker's jobs are given to another. ms */
  noticeMs?: number;
  /** How often the queue is looked at for `overTime`. ms */
  lookMs?: number;
}

export interface Ran {
  /** From submitting to the stored image, ms; one for each job that was rendered. */
  latencies: number[];
  /** From submitting to the first second of its pass, ms. */
  waits: number[];
  byPriority: Record<Priority, number[]>;
  cached: number;
  refused: number;
  /** Attempts that died with their worker. */
  lostAttempts: number;
  /** ms of all workers together: those they were paid for, and those they rendered in. */
  paidMs: number;
  busyMs: number;
  /** When the last image was there. ms */
  endedMs: number;
  overTime: { atMs: number; lag: number; working: number }[];
}

interface Job {
  at: number;
  priority: Priority;
}

/** Every job that comes is cached, refused or rendered, each once in effect. The same seed gives the same run. */
export function run(pipeline: Pipeline, seed: number): Ran {
  const { arrivals, forMs, warmUpMs = 0, service, cacheHits = 0, batch = { most: 1, each: 1 }, faults = {} } = pipeline;
  const { mix = { high: 0, low: 0 }, noticeMs = 0, lookMs } = pipeline;
  const random = (purpose: string) => streamOf(seed, purpose);
  const sim = simulation();
  const waiting = lines<Job>();
  const again: Job[] = [];
  const down = new Set<string>();
  const ran: Ran = {
    ...{ latencies: [], waits: [], byPriority: { high: [], normal: [], low: [] }, overTime: [] },
    ...{ cached: 0, refused: 0, lostAttempts: 0, paidMs: 0, busyMs: 0, endedMs: 0 },
  };
  let inHand = 0;
  const lag = () => waiting.size + again.length + inHand;
  const [serviceTime, hit, kind] = [random('service'), random('cache'), random('priority')];

  const pool = workers<Job[]>(sim, random('workers'), { free: dispatch, lost }, faults.worker);

  function submit(): void {
    const counted = sim.now() >= warmUpMs ? 1 : 0;
    if (down.has('api') || down.has('broker') || down.has('zone')) {
      ran.refused += counted;
      return;
    }
    if (hit() < cacheHits && !down.has('cache')) {
      ran.cached += counted;
      return;
    }
    const dice = kind();
    const priority = dice < mix.high ? 'high' : dice < mix.high + mix.low ? 'low' : 'normal';
    waiting.push(priority, { at: sim.now(), priority });
    dispatch();
  }

  function dispatch(): void {
    while (pool.idle() > 0 && waiting.size + again.length > 0 && !down.has('broker') && !down.has('zone')) {
      const jobs: Job[] = [];
      while (jobs.length < batch.most && waiting.size + again.length > 0) jobs.push(again.shift() ?? waiting.shift()!);
      const began = sim.now();
      const ms = service(serviceTime) * (1 + batch.each * (jobs.length - 1));
      inHand += jobs.length;
      pool.take(jobs, ms, () => ended(jobs, began));
    }
  }

  function ended(jobs: Job[], began: number): void {
    inHand -= jobs.length;
    ran.busyMs += sim.now() - began;
    ran.endedMs = sim.now();
    for (const { at, priority } of jobs) {
      if (at < warmUpMs) continue;
      ran.latencies.push(sim.now() - at);
      ran.waits.push(began - at);
      ran.byPriority[priority].push(sim.now() - at);
    }
  }

  function lost(jobs: Job[]): void {
    ran.lostAttempts++;
    sim.after(noticeMs, () => {
      inHand -= jobs.length;
      again.push(...jobs);
      dispatch();
    });
  }

  function come(times: Iterator<number>): void {
    const { value, done } = times.next();
    if (done || value > forMs) return;
    sim.after(value - sim.now(), () => {
      submit();
      come(times);
    });
  }

  for (const what of ['broker', 'cache', 'api', 'zone'] as const) {
    const fault = faults[what];
    const repaired = () => {
      down.delete(what);
      dispatch();
    };
    if (fault) alternate(sim, fault, random(what), { fails: () => down.add(what), repaired });
  }
  if (typeof pipeline.workers === 'number') for (let i = 0; i < pipeline.workers; i++) pool.start(0);
  else {
    const scaling = pipeline.workers;
    const [wanted, startTime] = [kedaRule(scaling), random('start')];
    for (let i = 0; i < scaling.least; i++) pool.start(0);
    follow(sim, scaling, () => pool.scaleTo(wanted({ lag: lag() }, sim.now()), () => scaling.startMs(startTime)));
  }
  const look = (every: number) => {
    ran.overTime.push({ atMs: sim.now(), lag: lag(), working: pool.working() });
    sim.after(every, () => look(every));
  };
  if (lookMs) look(lookMs);
  come(arrivals(random('arrivals')));
  sim.runUntil(forMs);
  while (lag() > 0) sim.runUntil(sim.now() + 60_000);
  return { ...ran, paidMs: pool.paidMs() };
}
