import { loadavg } from 'node:os';
import type { Sample, Target } from './bench.ts';
import { median, ms, whole } from './numbers.ts';

/** Every target, measured one after the other within a few seconds: only figures of the same round are compared. */
export interface Round {
  samples: Record<string, Sample>;
  /** How many processes wanted a CPU just before it: the 1-minute load average. */
  loadBefore: number;
  /** The round in whose place it was measured, because the machine was not calm. */
  insteadOf?: Round;
}

export interface Plan {
  rounds: number;
  /** How long each target is measured in each round. */
  seconds: number;
  /** The target that always costs the same: how fast it is tells how calm the machine is. */
  baseline: string;
}

/** A baseline further off its median than this makes a round worthless: something else was running. */
const CALM = 0.25;

/** A B C, A B C, …: one round to warm up, then those that count. A round that was not calm is measured again, once. */
export async function measureRounds(targets: Target[], plan: Plan, tell: (line: string) => void): Promise<Round[]> {
  await measureRound('warm-up', targets, plan.seconds, tell);
  const rounds: Round[] = [];
  for (let nth = 1; nth <= plan.rounds; nth++) {
    rounds.push(await measureRound(`round ${nth}/${plan.rounds}`, targets, plan.seconds, tell));
  }
  for (const nth of restless(rounds, plan.baseline)) {
    const again = await measureRound(`round ${nth} again`, targets, plan.seconds, tell);
    rounds[nth - 1] = { ...again, insteadOf: rounds[nth - 1]! };
  }
  return rounds;
}

/** The numbers, from 1, of the rounds whose baseline is more than 25 % off its median. */
export function restless(rounds: Round[], baseline: string): number[] {
  const speeds = rounds.map(({ samples }) => samples[baseline]!.perSecond);
  const usual = median(speeds);
  return speeds.flatMap((speed, i) => (Math.abs(speed - usual) > CALM * usual ? [i + 1] : []));
}

/** What a reader must know before believing the figures. */
export function doubts(rounds: Round[], baseline: string): string[] {
  const again = rounds.flatMap(({ insteadOf }, i) => (insteadOf ? [i + 1] : []));
  const still = restless(rounds, baseline);
  const names = Object.keys(rounds[0]!.samples);
  const busy = names.filter(name => median(rounds.map(({ samples }) => samples[name]!.generatorBusy ?? 0)) > 0.9);
  return [
    ...(again.length ? [`Measured again, because ${baseline} was more than 25 % off its median: ${list(again)}.`] : []),
    ...(still.length ? [`Not calm even so: in ${list(still)}, ${baseline} is more than 25 % off its median.`] : []),
    ...busy.map(name => `The load generator itself was more than 90 % busy with: ${name}. It may be faster than this.`),
  ];
}

const list = (rounds: number[]) => `round ${rounds.join(', round ')}`;

async function measureRound(
  title: string,
  targets: Target[],
  seconds: number,
  tell: (line: string) => void,
): Promise<Round> {
  const round: Round = { samples: {}, loadBefore: loadavg()[0]! };
  for (const { name, measure } of targets) {
    if (!measure) continue;
    const sample = await measure(seconds);
    round.samples[name] = sample;
    tell(`${title.padEnd(13)} ${name.padEnd(28)} ${told(sample)}`);
  }
  return round;
}

function told({ perSecond, p50Ms, p99Ms }: Sample): string {
  const latency = p50Ms !== undefined && p99Ms !== undefined && `   p50 ${ms(p50Ms)} ms   p99 ${ms(p99Ms)} ms`;
  return `${whole(perSecond).padStart(9)}/s${latency || ''}`;
}
