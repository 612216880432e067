import { openScaler } from '../../../ticketmaster/batch-pipeline/processes.ts';
import { burst } from '../../../ticketmaster/batch-pipeline/scaler/burst.ts';
import type { Measuring, Section } from '../comparison.ts';
import { openStage } from './stage.ts';
import { rowsOf, SECONDS, timeline } from './timeline.ts';

const JOBS = 500;
const RULE = { MIN_WORKERS: 1, MAX_WORKERS: 4, JOBS_PER_WORKER: 10, SECONDS_PER_WORKER: 10 };
const TIMES = { COOLDOWN_SECONDS: 30, POLLING_SECONDS: 5 };

/** 500 posters at once: lag, workers, age and latency over time, and what the audit says. */
export async function burstOf500(measuring: Measuring): Promise<Section> {
  const { urls, tell, cleanUp } = measuring;
  const { folder, prefix, settings, submit } = await openStage(measuring);
  const numbers = Object.entries({ ...RULE, ...TIMES }).map(([name, value]) => [name, `${value}`]);
  const scaler = await openScaler({ ...settings, ...Object.fromEntries(numbers) });
  cleanUp.defer(scaler.end);

  const measured = await burst({
    ...{ brokers: urls.KAFKA_BROKERS!, prefix, folder, scaler: scaler.url },
    ...{ jobs: JOBS, least: RULE.MIN_WORKERS, withinMs: 1_200_000, submit: () => submit(512) },
    tell: ({ atMs, lag, oldestMs, wanted, atWork }) =>
      tell(
        `${Math.round(atMs / 1_000)} s: lag ${lag}, age ${Math.round(oldestMs / 1_000)} s, workers ${atWork} of ${wanted}`,
      ),
  });
  if (measured.findings.length > 0) throw new Error(measured.findings.join('\n'));
  const { done, again } = measured;
  const last = Math.max(...done.map(({ atMs }) => atMs)) / 1_000;
  return {
    title: `A burst of ${JOBS} jobs`,
    about: `${JOBS} posters of 512 pixels, asked for at once. One worker for each ${RULE.JOBS_PER_WORKER} jobs or ${RULE.SECONDS_PER_WORKER} s of age, ${RULE.MIN_WORKERS} to ${RULE.MAX_WORKERS}; the scaler looks every ${TIMES.POLLING_SECONDS} s and lets workers go after ${TIMES.COOLDOWN_SECONDS} s. Rows are each ${SECONDS} s; P95 is of the jobs that were done since the row before.`,
    head: ['s', 'lag', 'age of the oldest s', 'workers wanted', 'at work', 'done', 'P95 s'],
    rows: rowsOf(measured),
    notes: [
      `${done.length} of ${JOBS} jobs are done after ${last.toFixed(0)} s; the audit finds none lost, none done by two pictures.`,
      againIn(again),
      'All are of one style and one priority, which lie in 4 partitions: so many workers can work on them at most, and fewer once a partition is empty.',
      'Workers, API, store, Kafka and Redis share the cores of one machine, and a worker takes one while it draws: more workers than cores draw no faster.',
    ],
    chart: timeline(measured),
    inReadme: true,
    raw: measured,
  };
}

function againIn(again: number[]): string {
  if (again.length === 0) return 'None needed a second attempt.';
  const [first, last] = [Math.min(...again), Math.max(...again)].map(ms => (ms / 1_000).toFixed(0));
  return `${again.length} needed another attempt, which began after ${first} to ${last} s.`;
}
