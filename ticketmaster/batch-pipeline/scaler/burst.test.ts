// The scaler over real servers: workers come with a burst and go after it.
import { env } from '@ticketmaster/common/env';
import type { Instance } from '@ticketmaster/instances/instance';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prometheusAt } from '../monitoring/prometheus.ts';
import { openPipeline, type Pipeline } from '../pipeline.fixture.ts';
import { openMonitor, openScaler } from '../processes.ts';
import { burst } from './burst.ts';

const [JOBS, COOLDOWN_SECONDS] = [60, 6];
let here: Pipeline;
let scaler: Instance;
let monitor: Instance | undefined;
beforeAll(async () => {
  const rule = { MIN_WORKERS: '1', MAX_WORKERS: '4', JOBS_PER_WORKER: '10', SECONDS_PER_WORKER: '20' };
  here = await openPipeline({ workers: 0 });
  scaler = await openScaler({
    ...{ ...here.settings, ...rule, COOLDOWN_SECONDS: `${COOLDOWN_SECONDS}`, POLLING_SECONDS: '1' },
  });
});
afterAll(async () => {
  await monitor?.end();
  await scaler?.end();
  await here?.close();
});

const targets = async () => {
  const answer = await fetch(`${scaler.url}/targets`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/); // else Prometheus refuses it
  return ((await answer.json()) as { targets: string[] }[]).flatMap(({ targets }) => targets);
};
const pidOf = async (host: string) => ((await (await fetch(`http://${host}/health`)).json()) as { pid: number }).pid;

it('starts workers for a burst and stops them after the cooldown, in one go each, and each job is done once', async () => {
  expect(await targets()).toHaveLength(1);
  const { looks, done, findings } = await burst({
    ...{ brokers: env.text('KAFKA_BROKERS'), prefix: here.prefix, folder: here.folder, scaler: scaler.url },
    ...{ jobs: JOBS, least: 1, withinMs: 60_000 },
    submit: async () => (await here.submit()).body.artworkId,
  });
  expect(findings).toEqual([]);
  expect(done).toHaveLength(JOBS);
  const wanted = looks.map(look => look.wanted);
  expect(Math.max(...wanted)).toBe(4);
  expect(Math.max(...looks.map(({ atWork }) => atWork))).toBe(4);
  expect(Math.min(...wanted)).toBe(1);
  const top = wanted.indexOf(4);
  expect(wanted.slice(0, top)).toEqual(wanted.slice(0, top).toSorted());
  expect(wanted.slice(top)).toEqual(wanted.slice(top).toSorted().toReversed()); // and never up again
  const [long, fewer] = [
    looks.findLast(({ lag }) => lag > 30)!,
    looks.find(({ atMs, wanted }) => atMs > looks[top]!.atMs && wanted < 4)!,
  ];
  expect(fewer.atMs - long.atMs).toBeGreaterThan((COOLDOWN_SECONDS - 2) * 1_000); // the looks of the two may lie a second apart
  expect(await targets()).toHaveLength(1);
});

it('tells Prometheus who its workers are', async () => {
  monitor = await openMonitor({ scaler: [scaler], worker: `${scaler.url}/targets` });
  const { url } = await fetch(`${monitor.url}/prometheus`);
  const prometheus = prometheusAt(new URL(url).origin);
  for (const query of ['sum(up{job="worker"})', 'max(workers_at_work)'])
    await eventually(async () => expect((await prometheus.last(query, 10)).at(-1)?.[1]).toBe(1));
});

it('starts a worker again that has died, at the same address, and ends all with itself', async () => {
  const [host] = await targets();
  const pid = await pidOf(host!);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => expect(await pidOf(host!)).not.toBe(pid));
  expect(await targets()).toEqual([host]);
  await scaler.kill();
  await eventually(() => expect(pidOf(host!)).rejects.toThrow('fetch failed'), 15_000);
});
