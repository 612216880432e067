import { alike, said } from '../document.ts';
import { HOUR, steady } from '../engine/arrivals.ts';
import type { Fault } from '../engine/faults.ts';
import { percentilesOf } from '../engine/percentiles.ts';
import { type Pipeline, type Ran, run } from '../engine/pipeline.ts';
import type { Section } from '../section.ts';
import { percent, seconds, whole } from '../shown.ts';
import { asDrawn } from '../uptime-model.ts';
import type { Effort } from './search.ts';

/** A dead consumer's partitions go to another after session.timeout.ms, 45 s by default: https://kafka.apache.org/documentation/#consumerconfigs */
const NOTICE_MS = 45_000;

const rateOf = (what: string): Fault => {
  const { mtbf, mttr } = asDrawn.find(part => part.what.startsWith(what))!;
  return { mtbfMs: mtbf * HOUR, mttrMs: mttr * HOUR };
};
const kafka = rateOf('Kafka');

const FAULTS: NonNullable<Pipeline['faults']> = {
  worker: rateOf('GPU'),
  broker: { ...kafka, mtbfMs: kafka.mtbfMs / 2 }, // either of two
  cache: rateOf('Redis, while'),
  api: rateOf('a bad release'),
  zone: rateOf('zone'),
};

/** The assumed rates of failure in the pipeline itself: what they do to who waits. */
export function failures(perHourOne: number, several: number, effort: Effort): Section {
  const plans = [
    { name: `1 GPU, ${perHourOne} an hour`, perHour: perHourOne, workers: 1 },
    {
      name: `${several} GPUs, ${said.perHourOneGpu.least} an hour`,
      perHour: said.perHourOneGpu.least,
      workers: several,
    },
  ];
  const forMs = (effort.jobs / 4) * HOUR;
  const found = plans.flatMap(({ name, perHour, workers }) =>
    [{}, FAULTS].map(faults => {
      const plan = { arrivals: steady(perHour), forMs, service: alike.service, workers, faults, noticeMs: NOTICE_MS };
      return { name: `${name}, ${faults === FAULTS ? 'with failures' : 'nothing fails'}`, ran: run(plan, effort.seed) };
    }),
  );
  const late = ({ latencies }: Ran) => latencies.filter(ms => ms > said.latency.p99).length / latencies.length;
  const [, one, , many] = found.map(({ ran }) => late(ran));
  return {
    title: 'What do failures do to the latencies?',
    answer: `Little to percentiles and much to a few: with one GPU ${percent(one!, 2)} of the images take longer than 45 s, with ${several} GPUs ${percent(many!, 2)}; no job is lost, but while the one GPU node is away all who come wait for it.`,
    about: `${whole(forMs / HOUR / 24)} days with the rates of failure and repair of the next questions (assumptions). A dead worker's jobs go to another after ${NOTICE_MS / 1_000} s, Kafka's session timeout; while a broker, the zone or the API is away, requests are refused.`,
    head: [
      'pipeline',
      'images',
      'refused',
      'attempts lost',
      'P50 s',
      'P95 s',
      'P99 s',
      'longer than 45 s',
      'longest s',
    ],
    rows: found.map(({ name, ran }) => {
      const { p50, p95, p99 } = percentilesOf(ran.latencies);
      const longest = ran.latencies.reduce((most, ms) => Math.max(most, ms), 0);
      return [
        ...[name, whole(ran.latencies.length), whole(ran.refused), whole(ran.lostAttempts)],
        ...[seconds(p50), seconds(p95), seconds(p99), percent(late(ran), 2), seconds(longest)],
      ];
    }),
  };
}
