import { describe, expect, it } from 'vitest';
import { burst, HOUR, steady } from './arrivals.ts';
import { percentilesOf } from './percentiles.ts';
import { type Pipeline, run } from './pipeline.ts';
import { uniform } from './random.ts';

const SECOND = 1_000;
const one = (more: Partial<Pipeline> = {}): Pipeline => ({
  ...{ arrivals: burst(100, 1), forMs: HOUR, service: () => 10 * SECOND, workers: 1 },
  ...more,
});

describe('a run', () => {
  it('renders each job once, one after the other', () => {
    const { latencies, endedMs, busyMs } = run(one(), 7);
    expect(latencies).toHaveLength(100);
    expect(Math.round(endedMs / SECOND)).toBe(1_000);
    expect(busyMs).toBeCloseTo(1_000 * SECOND, 3);
    expect(Math.round(percentilesOf(latencies).p50 / SECOND)).toBe(510);
  });

  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number) => JSON.stringify(run(one({ arrivals: steady(300), service: uniform(1, 20_000) }), seed));
    expect(of(7)).toBe(of(7));
    expect(of(7)).not.toBe(of(8));
  });

  it('takes no worker for what the cache answers', () => {
    const { cached, latencies } = run(one({ arrivals: burst(2_000, 1), cacheHits: 0.8, service: () => 1 }), 7);
    expect(cached + latencies.length).toBe(2_000);
    expect(Math.abs(cached - 1_600)).toBeLessThan(4 * Math.sqrt(2_000 * 0.8 * 0.2));
  });

  it('makes a pass of what waits: four images at the time of one and three quarters', () => {
    const { endedMs, waits } = run(one({ batch: { most: 4, each: 0.25 } }), 7);
    expect(waits.filter(ms => ms < 1)).toHaveLength(1); // who comes first does not wait for others
    expect(endedMs / SECOND).toBeCloseTo(10 + 24 * 17.5 + 15, 1); // 1 + 24 × 4 + 3
  });

  it('does not count what comes while it warms up', () => {
    const { latencies } = run(one({ arrivals: steady(60), forMs: 10 * HOUR, warmUpMs: 9 * HOUR }), 7);
    expect(latencies.length).toBeGreaterThan(30);
    expect(latencies.length).toBeLessThan(90);
  });

  it('serves the high first and lets the low not starve', () => {
    const { byPriority } = run(one({ arrivals: burst(300, 1), mix: { high: 0.4, low: 0.3 } }), 7);
    const { high, normal, low } = byPriority;
    expect(percentilesOf(high).p50).toBeLessThan(percentilesOf(normal).p50);
    expect(percentilesOf(normal).p50).toBeLessThan(percentilesOf(low).p50);
    const overtaken = high.filter(ms => ms > Math.min(...low));
    expect(overtaken.length).toBeGreaterThan(50); // the first of the low is done long before the last of the high
  });
});

describe('what fails', () => {
  const worker = { mtbfMs: 60 * SECOND, mttrMs: 30 * SECOND };

  it('loses no job: another attempt renders it, once', () => {
    const { latencies, lostAttempts, refused } = run(one({ workers: 3, faults: { worker }, noticeMs: 5 * SECOND }), 7);
    expect(latencies).toHaveLength(100);
    expect(lostAttempts).toBeGreaterThan(5);
    expect(refused).toBe(0);
  });

  it('makes it slower', () => {
    const p95 = (faults: Pipeline['faults']) => percentilesOf(run(one({ faults: faults! }), 7).latencies).p95;
    expect(p95({ worker })).toBeGreaterThan(1.2 * p95({}));
  });

  it.each(['broker', 'api', 'zone'] as const)(
    'refuses what comes while the %s is away, and takes it afterwards',
    what => {
      const arrivals = steady(360);
      const found = run(one({ arrivals, forMs: 10 * HOUR, faults: { [what]: { mtbfMs: HOUR, mttrMs: HOUR / 4 } } }), 7);
      const all = run(one({ arrivals, forMs: 10 * HOUR }), 7);
      expect(found.latencies.length + found.refused).toBe(all.latencies.length);
      expect(found.refused / all.latencies.length).toBeGreaterThan(0.05);
      expect(found.refused / all.latencies.length).toBeLessThan(0.5);
    },
  );

  it('gives the GPU all of the work while the cache is away', () => {
    const arrivals = burst(400, HOUR);
    const faults = { cache: { mtbfMs: HOUR / 10, mttrMs: HOUR / 10 } };
    const without = run(one({ arrivals, cacheHits: 0.9, service: () => 1 }), 7);
    const found = run(one({ arrivals, cacheHits: 0.9, service: () => 1, faults }), 7);
    expect(found.cached).toBeLessThan(0.8 * without.cached);
    expect(found.cached + found.latencies.length).toBe(400);
  });
});

describe('workers that follow the lag', () => {
  const scaling = {
    ...{ least: 1, most: 10, jobsPerWorker: 10, pollMs: 30 * SECOND, cooldownMs: 300 * SECOND },
    startMs: () => 240 * SECOND,
  };
  const scaled = (more: Partial<typeof scaling> = {}) =>
    run(one({ arrivals: burst(500, 1), workers: { ...scaling, ...more }, lookMs: 30 * SECOND }), 7);

  it('are there when they have started, render everything once, and go when the cooldown is over', () => {
    const { latencies, overTime, endedMs } = scaled();
    expect(latencies).toHaveLength(500);
    const workingAt = (ms: number) => overTime.findLast(({ atMs }) => atMs <= ms)!.working;
    expect(workingAt(230 * SECOND)).toBe(1);
    expect(workingAt(300 * SECOND)).toBe(10);
    expect(workingAt(endedMs + 200 * SECOND)).toBeGreaterThan(1);
    expect(workingAt(endedMs + 400 * SECOND)).toBe(1);
    expect(Math.max(...overTime.map(({ working }) => working))).toBe(10);
  });

  it('cost what they cost from when they were wanted: more than what they worked', () => {
    const { paidMs, busyMs, endedMs } = scaled();
    expect(busyMs).toBeCloseTo(500 * 10 * SECOND, 3);
    expect(paidMs).toBeGreaterThan(busyMs + 9 * 240 * SECOND);
    const nine = 9 * (endedMs - 30 * SECOND + 300 * SECOND); // from the second look until the cooldown has passed
    expect(Math.abs(paidMs - HOUR - nine)).toBeLessThan(9 * 120 * SECOND);
    expect(run(one({ workers: 3 }), 7).paidMs).toBe(3 * HOUR);
  });

  it('may be none while nobody waits, and come for who does', () => {
    const { latencies, overTime } = run(
      one({ arrivals: burst(1, 10), workers: { ...scaling, least: 0 }, lookMs: 30 * SECOND }),
      7,
    );
    expect(latencies).toHaveLength(1);
    expect(latencies[0]).toBeGreaterThan(250 * SECOND);
    expect(overTime.at(-1)!.working).toBe(0);
  });
});
