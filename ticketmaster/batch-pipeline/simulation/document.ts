import { type Distribution, lognormal, streamOf, uniform, within } from './engine/random.ts';

/** What the founding document says of the pipeline (rows S4-2 to S4-11); times in ms. */
export const said = {
  service: { least: 10_000, most: 25_000 },
  perHourOneGpu: { least: 500, most: 1_000 },
  perHourSeveral: 5_000,
  latency: { p50: 15_000, p95: 30_000, p99: 45_000 },
  dollarsAMonth: 435,
  uptime: 0.995,
};

export interface Reading {
  name: string;
  service: Distribution;
  /** Mean of a pass with one image. */
  meanMs: number;
}

const { least, most } = said.service;

/** `10-25s` is all it says of the time of an image. Every time from 10 to 25 s as likely as another: */
export const alike: Reading = { name: 'all times alike', service: uniform(least, most), meanMs: (least + most) / 2 };

const mostlyShort = within(least, most, lognormal(13_000, 0.2));

/** A kinder reading: half of the images take less than about 13 s, and few near 25 s. Median and spread are our assumption. */
export const kind: Reading = { name: 'mostly short', service: mostlyShort, meanMs: meanOf(mostlyShort) };

export const readings = [alike, kind];

/** Images an hour that a worker makes when it never waits. */
export const fullSpeed = ({ meanMs }: Reading) => 3_600_000 / meanMs;

function meanOf(service: Distribution): number {
  const random = streamOf(1, 'mean');
  const draws = 50_000;
  let sum = 0;
  for (let i = 0; i < draws; i++) sum += service(random);
  return sum / draws;
}
