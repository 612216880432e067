// 300 jobs while workers, an API, the store, Kafka and Redis are killed, and a worker stands still until it has been replaced.
import { env } from '@ticketmaster/common/env';
import type { Instance } from '@ticketmaster/instances/instance';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isOver } from './jobs/job-states.ts';
import { topicsOf } from './jobs/topics.ts';
import { openView, type View } from './jobs/view.ts';
import { openPipeline, type Pipeline, wish } from './pipeline.fixture.ts';
import { openWorker } from './processes.ts';

const JOBS = 300;
const brokers = env.text('KAFKA_BROKERS');
let here: Pipeline;
let third: Instance;
let view: View;
beforeAll(async () => {
  here = await openPipeline({ apis: 2, workers: 2 });
  third = await openWorker('worker-3', { ...here.settings, TOGETHER: '4' }); // dies with several jobs in hand
  view = openView(connectToKafka(brokers), topicsOf(here.prefix));
});
afterAll(async () => {
  await view?.close();
  await third?.end();
  await here?.close();
});

/** A client as it should be: what was not answered is asked again under its key, at another instance. */
async function submitted(nth: number): Promise<string> {
  const [same, key] = [
    wish({ priority: (['high', 'normal', 'low'] as const)[nth % 3]! }),
    { 'idempotency-key': unique('key') },
  ];
  let tries = nth;
  return eventually(async () => {
    const { status, body } = await here.call('POST', '/api/artworks', same, key, tries++ % 2);
    if (status !== 202 && status !== 200) throw new Error(`${status} ${body.detail}`);
    return body.artworkId;
  }, 60_000);
}

const ended = () => view.all().filter(({ status }) => status === 'DONE').length;
const after = (count: number) => eventually(() => expect(ended()).toBeGreaterThanOrEqual(count), 120_000);

it('does each of 300 jobs once in effect, whoever dies', async () => {
  const [first, second] = here.workers;
  const submitting = Promise.all(Array.from({ length: JOBS }, (_, nth) => submitted(nth)));
  await after(20);
  await first!.kill();
  await after(40);
  await killServer('redis');
  await first!.start();
  await after(70);
  await startServer('redis');
  await killServer('kafka');
  await startServer('kafka');
  await after(100);
  await here.apis[0]!.kill();
  await here.apis[0]!.start();
  const standing = second!.pause(6_000); // its membership ends after two seconds
  await after(130);
  await here.store.kill();
  await here.store.start();
  await third.kill();
  await third.start();
  await standing;
  const acknowledged = await submitting;
  expect(new Set(acknowledged).size).toBe(JOBS);
  await eventually(() => expect(view.all().filter(one => !isOver(one)).length).toBe(0), 120_000);
  expect(await here.findings(acknowledged)).toEqual([]);
  expect(view.all().filter(({ status }) => status !== 'DONE')).toEqual([]);
  expect(view.all()).toHaveLength(JOBS);
  expect(view.all().some(({ attempt }) => attempt > 1)).toBe(true); // somebody died at work
}, 400_000);
