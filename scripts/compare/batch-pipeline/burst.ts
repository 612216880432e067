import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApis, openScaler, openStore } from '../../../ticketmaster/batch-pipeline/processes.ts';
import { burst } from '../../../ticketmaster/batch-pipeline/scaler/burst.ts';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import type { Measuring, Section } from '../comparison.ts';
import { rowsOf, SECONDS, timeline } from './timeline.ts';

const JOBS = 500;
const RULE = { MIN_WORKERS: 1, MAX_WORKERS: 4, JOBS_PER_WORKER: 10, SECONDS_PER_WORKER: 10 };
const TIMES = { COOLDOWN_SECONDS: 30, POLLING_SECONDS: 5 };

/** 500 posters at once: lag, workers, age and latency over time, and what the audit says. */
export async function burstOf500({ urls, tell, cleanUp }: Measuring): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const [token, PIPELINE] = [unique('token'), unique('pipeline')];
  const store = await openStore({ STORE_TOKEN: token, STORE_FOLDER: folder });
  cleanUp.defer(store.end);
  const settings = {
    ...{ ...urls, PIPELINE, STORE_URL: store.url, STORE_TOKEN: token, API_KEYS: 'compare:key-of-compare' },
    ...{ PER_MINUTE: '60000', AT_ONCE: '10000' },
  };
  const [api] = await openApis(1, settings);
  cleanUp.defer(api!.end);
  const numbers = Object.entries({ ...RULE, ...TIMES }).map(([name, value]) => [name, `${value}`]);
  const scaler = await openScaler({ ...settings, ...Object.fromEntries(numbers) });
  cleanUp.defer(scaler.end);

  async function submit(): Promise<string> {
    const wish = JSON.stringify({ prompt: unique('night'), style: 'poster', size: 512, seed: 1 });
    const headers = {
      ...{ authorization: 'Bearer key-of-compare', 'idempotency-key': unique('key') },
      ...{ 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(wish)}` },
    };
    const { status, body } = await ask('POST', `${api!.url}/api/artworks`, headers, wish);
    if (status !== 202) throw new Error(`a wish is answered ${status}`);
    return (body as { artworkId: string }).artworkId;
  }

  const measured = await burst({
    ...{ brokers: urls.KAFKA_BROKERS!, prefix: PIPELINE, folder, scaler: scaler.url },
    ...{ jobs: JOBS, least: RULE.MIN_WORKERS, withinMs: 1_200_000, submit },
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
