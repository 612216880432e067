/** What one target did in one round. */
export interface Sample {
  perSecond: number;
  p50Ms?: number;
  p99Ms?: number;
  /** How busy the load generator's busiest thread was, 0 to 1. At 1 it is the generator that was measured. */
  generatorBusy?: number;
}

/** Something to measure; or, where this machine lacks what it takes, how to get that. */
export type Target = { name: string } & (
  | { measure(seconds: number): Promise<Sample>; missing?: never }
  | { missing: string; measure?: never }
);

/** A column of ratios: each target over the best of `targets` in the same round. */
export interface Comparison {
  over: string;
  targets: string[];
}

/** A bench, ready to run. Whatever it opened is closed by what it deferred to `cleanUp`. */
export interface Opened {
  targets: Target[];
  /** The target whose rounds tell whether the machine was calm. */
  baseline: string;
  comparisons: Comparison[];
  /** What the figures also depend on, such as the version of a server: for the head line. */
  circumstances: string[];
  /** Compares what the clients saw with what the servers stored. Answers sentences; throws when they disagree. */
  audit(): Promise<string[]>;
}

/** What a figure of a bench is to reach: a ratio over the targets of a comparison, or else a p99 in ms. */
export interface Aim {
  what: string;
  target: string;
  over?: string;
  aim: number;
}

export interface Surroundings {
  /** URLs of the servers it asked for, by their variables. */
  urls: Record<string, string>;
  /** Aborted on Ctrl-C: every wait ends. */
  interrupted: AbortSignal;
  cleanUp: AsyncDisposableStack;
}

/** What `npm run bench -- <name>` runs: the export `bench` of scripts/bench/<name>.bench.ts. */
export interface Bench {
  /** One line, for --help and as the title of its chart. */
  about: string;
  /** What is counted, for the axis of its chart; where it is left out, requests. */
  counted?: string;
  /** The folder, from the top of the repo, that --write puts the results into. */
  home: string;
  /** The servers of the lab that it needs. */
  servers: string[];
  /** What its figures are to reach; told in the README of the folder, too. */
  aims?: Aim[];
  open(surroundings: Surroundings): Promise<Opened>;
}

/** The unit of its speeds. */
export const unitOf = ({ counted = 'requests' }: Pick<Bench, 'counted'>) => `${counted} per second`;
