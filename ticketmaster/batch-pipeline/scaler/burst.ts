/** A burst of jobs, looked at until the last is done and the workers are back at the least. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { audit } from '../audit.ts';
import { isOver } from '../jobs/job-states.ts';
import { lagOf } from '../jobs/lag.ts';
import { topicsOf } from '../jobs/topics.ts';
import { openView } from '../jobs/view.ts';

export interface BurstParts {
  brokers: string;
  /** The installation: its topics begin so. */
  prefix: string;
  /** Of the store. */
  folder: string;
  /** The URL of the scaler. */
  scaler: string;
  jobs: number;
  /** Asks for an artwork that nobody asked for before, and answers its id. */
  submit: () => Promise<string>;
  /** To this the workers fall when all is done. */
  least: number;
  withinMs: number;
  /** Hears of each look; what it throws ends the burst. */
  tell?: (look: Look) => void;
}

/** What was to be seen at a moment. */
export interface Look {
  atMs: number;
  lag: number;
  oldestMs: number;
  wanted: number;
  atWork: number;
}

export interface Burst {
  looks: Look[];
  /** Of each job that was done: when, since the first was submitted, and how long after it was asked for. */
  done: { atMs: number; tookMs: number }[];
  /** Of each job that had more than one attempt: when the last of them began, since the first was submitted. ms */
  again: number[];
  /** Of the audit. */
  findings: string[];
}

const LOOK_MS = 1_000;

export async function burst(parts: BurstParts): Promise<Burst> {
  const { brokers, prefix, folder, scaler, jobs, submit, least, withinMs, tell = () => {} } = parts;
  const kafka = connectToKafka(brokers);
  const view = openView(kafka, topicsOf(prefix));
  const lag = lagOf(kafka, topicsOf(prefix));
  const looks: Look[] = [];
  try {
    await view.caughtUp();
    const began = Date.now();
    const submitting = Promise.all(Array.from({ length: jobs }, submit));
    let acknowledged: string[] | undefined;
    submitting.then(
      ids => (acknowledged = ids),
      () => {}, // told below
    );
    const isOverAt = ({ lag, atWork }: Look) =>
      lag === 0 && atWork === least && acknowledged?.every(id => isOver(view.of(id) ?? { status: 'QUEUED' }));
    do {
      await sleep(LOOK_MS);
      const { oldestMs } = view.queue();
      looks.push({ atMs: Date.now() - began, lag: await lag(), oldestMs, ...(await workersAt(scaler)) });
      tell(looks.at(-1)!);
      if (Date.now() - began > withinMs) throw new Error(`it is not over: ${JSON.stringify(looks.at(-1))}`);
    } while (!isOverAt(looks.at(-1)!));
    const all = view.all();
    return {
      looks,
      done: all
        .filter(({ status }) => status === 'DONE')
        .map(({ job, endedAt }) => ({ atMs: endedAt! - began, tookMs: endedAt! - job.submittedAt })),
      again: all.filter(({ attempt }) => attempt > 1).map(({ claimedAt }) => claimedAt! - began),
      findings: await audit({ brokers, prefix, folder, acknowledged: await submitting }),
    };
  } finally {
    await Promise.all([view.close(), lag.close()]);
  }
}

/** As the scaler counts them. */
async function workersAt(scaler: string): Promise<{ wanted: number; atWork: number }> {
  const text = await (await fetch(`${scaler}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
  const countOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  return { wanted: countOf('workers_wanted'), atWork: countOf('workers_at_work') };
}
