// The pipeline under real Prometheus and Alertmanager: every alert is made to fire, is told, and clears.
import type { Instance } from '@ticketmaster/instances/instance';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPipeline, type Pipeline } from '../pipeline.fixture.ts';
import { openMonitor } from '../processes.ts';
import type { Told } from './alerts.ts';
import { panels } from './panels.ts';
import { type Prometheus, prometheusAt } from './prometheus.ts';

let here: Pipeline;
let monitor: Instance;
let prometheus: Prometheus;
beforeAll(async () => {
  here = await openPipeline();
  monitor = await openMonitor({ api: here.apis, worker: here.workers, store: [here.store] });
  const { url } = await fetch(`${monitor.url}/prometheus`);
  prometheus = prometheusAt(new URL(url).origin);
});
afterAll(async () => {
  await monitor?.end();
  await here?.close();
});

const alerts = async () => (await fetch(`${monitor.url}/alerts`)).json() as Promise<{ firing: Told[]; told: Told[] }>;
const fires = (name: string) =>
  eventually(async () => expect((await alerts()).firing.map(({ alert }) => alert)).toContain(name), 60_000);

/** Wishes that nobody had before, until `enough`. Answers their ids. */
async function wishesUntil(enough: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let isEnough = false;
  const waiting = enough().finally(() => (isEnough = true));
  while (!isEnough) {
    const { status, body } = await here.submit();
    if (status === 202) ids.push(body.artworkId);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  await waiting;
  return ids;
}

/** What no attempt came to is no number. */
const mayBeNothing = ['missed', 'of no effect'];

it('asks nothing that Prometheus does not know, and every chart has something to show', async () => {
  const known = await here.submit();
  await wishesUntil(() =>
    eventually(async () => {
      await here.submit({ prompt: known.body.prompt });
      for (const { title, queries } of panels)
        for (const [name, query] of Object.entries(queries)) {
          const points = await prometheus.last(query, 60);
          if (!mayBeNothing.includes(name)) expect(points, `${title}: ${name}`).not.toEqual([]);
        }
    }),
  );
  expect(await (await fetch(monitor.url)).text()).toContain('Nothing fires.');
  for (const { health, name } of await prometheus.rules()) expect([name, health]).toEqual([name, 'ok']);
});

it('tells when a worker is down, jobs wait too long, few are cached, pictures are slow, answers are errors; and when each is over', async () => {
  await here.workers[0]!.kill();
  const ids = await wishesUntil(() => Promise.all([fires('WorkerDown'), fires('QueueTooOld'), fires('CacheMisses')]));
  await here.workers[0]!.start();
  await fires('SlowPictures');
  await killServer('kafka');
  try {
    await wishesUntil(() => fires('ErrorsTooMany'));
  } finally {
    await startServer('kafka');
  }
  await eventually(async () => expect((await alerts()).firing).toEqual([]), 90_000);
  const { told } = await alerts();
  for (const name of ['WorkerDown', 'QueueTooOld', 'CacheMisses', 'SlowPictures', 'ErrorsTooMany'])
    expect(told.filter(({ alert }) => alert === name).map(({ status }) => status)).toEqual(
      expect.arrayContaining(['firing', 'resolved']),
    );
  expect(told.find(({ alert }) => alert === 'QueueTooOld')!.summary).toMatch(/^the oldest job has waited for \d/);
  for (const id of ids) expect(await here.ended(id)).toMatchObject({ status: 'DONE' });
}, 240_000);
