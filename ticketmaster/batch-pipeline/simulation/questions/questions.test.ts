// On small runs: what the answers say in words is what their figures say.
import { describe, expect, it } from 'vitest';
import { answers } from '../answers.ts';
import { alike, fullSpeed, kind, said } from '../document.ts';
import { measuredRates } from '../on-sale/rates.ts';
import { batching } from './batching.ts';
import { cpu } from './cpu.ts';
import { gpus } from './gpus.ts';
import { load } from './load.ts';
import { price } from './price.ts';
import { tenMillion } from './ten-million.ts';
import { uptime } from './uptime.ts';

const SMALL = { seed: 7, runs: 1, jobs: 1_000 };

describe('the document', () => {
  it('asks more of one GPU than its own time for an image allows, in both readings', () => {
    expect(fullSpeed(alike)).toBeCloseTo(205.7, 1);
    expect(fullSpeed(kind)).toBeGreaterThan(fullSpeed(alike));
    expect(fullSpeed(kind)).toBeLessThan(said.perHourOneGpu.least);
  });

  it('keeps P95 only where the GPU is idle most of the time', () => {
    const { most } = load(SMALL);
    expect(most.alike).toBeGreaterThan(10);
    expect(most.alike).toBeLessThan(0.5 * fullSpeed(alike));
    expect(most.kind).toBeGreaterThan(most.alike);
    expect(most.kind).toBeLessThan(0.75 * fullSpeed(kind));
  });

  it('needs more than one GPU for 500 an hour, and no more each than full speed allows for 5,000', () => {
    const { needed } = gpus(SMALL);
    const [first, , last] = needed as [(typeof needed)[0], (typeof needed)[0], (typeof needed)[0]];
    expect(first.kind).toBeGreaterThan(1);
    expect(last.alike).toBeGreaterThanOrEqual(Math.ceil(said.perHourSeveral / fullSpeed(alike)));
    expect(last.alike).toBeLessThan(1.4 * (said.perHourSeveral / fullSpeed(alike)));
  });

  it('is not saved by batches', () => {
    const { best, section } = batching(SMALL);
    expect(best.perHour).toBeLessThan(said.perHourOneGpu.least);
    const at500 = section.rows.map(row => row.at(-1)!).filter(cell => cell !== 'queue grows');
    expect(at500.length).toBeGreaterThan(0);
    for (const p95 of at500) expect(Number(p95.replaceAll(',', ''))).toBeGreaterThan(30);
  });

  it('costs more than it says, of which the answer gives the reason', () => {
    const { total, gpuHoursADay, section } = price();
    expect(total).toBeGreaterThan(said.dollarsAMonth);
    expect(gpuHoursADay).toBeGreaterThan(0);
    expect(gpuHoursADay).toBeLessThan(24);
    expect(section.answer).toContain('$457');
  });

  it('is there 99.5 % of the time by the assumed rates, and not by what is promised', () => {
    const { drawn, promised } = uptime(SMALL);
    expect(drawn).toBeGreaterThan(said.uptime);
    expect(promised).toBeLessThan(said.uptime);
  });
});

it('finds for ten million visitors that the way into the line is too little first', () => {
  const { first, sections } = tenMillion(measuredRates());
  expect(['polls of who waits', 'joins']).toContain(first.what);
  expect(sections).toHaveLength(2);
});

it('asks the worker of this lab, once it was measured', () => {
  const worker = { machine: 'a CPU', at: '2027-01-31', commit: '379083e', command: 'x', renderMs: [900, 1_000, 1_100] };
  const { rows, answer, about } = cpu(worker, SMALL);
  expect(answer).toContain('1.0 s on average: 3,600 an hour');
  expect(rows[0]!.slice(0, 2)).toEqual(['1', '3,600']);
  expect(about).toContain('commit 379083e');
});

it('answers all questions, the same for the same seed', () => {
  const effort = { seed: 3, runs: 1, jobs: 100 };
  const rates = measuredRates();
  const once = answers(effort, rates);
  expect(once.length).toBeGreaterThan(9);
  expect(JSON.stringify(answers(effort, rates))).toBe(JSON.stringify(once));
  for (const { head, rows } of once) for (const row of rows) expect(row).toHaveLength(head.length);
  expect(JSON.stringify(once)).not.toMatch(/NaN|undefined|Infinity/);
});
