// What comes out of Kafka into a worker's hands, and what is put aside.
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Job, Priority } from '../artwork.ts';
import { deadLetters, replay } from './dead-letters.ts';
import { type Engine, everNew, jobOf, openEngine } from './engine.fixture.ts';
import { type HandsParts, openHands } from './hands.ts';

let here: Engine;
beforeAll(async () => {
  here = await openEngine();
});
afterAll(() => here?.close());

function hands(work: HandsParts['work'], { together = 1, sessionTimeoutMs = 2_000 } = {}) {
  const opened = openHands({
    ...{ kafka: here.kafka, topics: here.topics, work, together, sessionTimeoutMs },
    odd: (topic, value) => here.log.bury(topic, value, 'it is no job'),
  });
  onTestFinished(() => opened.close());
  return opened;
}

const stateOf = ({ jobId }: Job) => here.view.of(jobId);
const isDone = (job: Job) => eventually(() => expect(stateOf(job)).toMatchObject({ status: 'DONE' }));

it('has one large job in hand, in turns by priority, and each comes once', async () => {
  const jobs = (['low', 'normal', 'high'] as Priority[]).flatMap(priority =>
    Array.from({ length: 12 }, () => jobOf({ priority, size: 512 })),
  );
  for (const job of jobs) await here.log.hand(job);
  const order: Job[] = [];
  let inHand = 0;
  let most = 0;
  hands(async job => {
    most = Math.max(most, ++inHand);
    order.push(job);
    await sleep(order.length === 1 ? 3_000 : 150); // first all are fetched; then an offset is committed while the next job is at work
    inHand--;
  });
  await eventually(() => expect(order).toHaveLength(jobs.length));
  expect(most).toBe(1);
  expect(new Set(order.map(({ jobId }) => jobId)).size).toBe(jobs.length);
  const highs = order.slice(4, 16).filter(({ priority }) => priority === 'high').length;
  expect(highs).toBeGreaterThan(4);
  expect(order.slice(0, 24).some(({ priority }) => priority === 'low')).toBe(true);
});

it('works on small jobs that follow each other in one pass, four at most', async () => {
  const jobs = Array.from({ length: 40 }, (_, nth) => jobOf({ priority: 'high', size: nth === 20 ? 512 : 256 }));
  await Promise.all(jobs.map(job => here.log.hand(job)));
  let inHand = 0;
  const passes: number[] = [];
  const done: string[] = [];
  hands(
    async job => {
      passes.push(++inHand);
      if (job.size === 512) expect(inHand).toBe(1);
      await sleep(30);
      inHand--;
      done.push(job.jobId);
    },
    { together: 4 },
  );
  await eventually(() => expect(done).toHaveLength(40));
  expect(new Set(done).size).toBe(40);
  expect(Math.max(...passes)).toBe(4);
});

it('lets another worker join while it is at work: each job comes once', async () => {
  const jobs: Job[] = [];
  const handMore = () => {
    const more = Array.from({ length: 24 }, () => jobOf({ size: 512 }));
    jobs.push(...more);
    return Promise.all(more.map(job => here.log.hand(job)));
  };
  await handMore();
  const came: Record<'first' | 'second', string[]> = { first: [], second: [] };
  const slow = (whose: string[]) => async (job: Job) => {
    whose.push(job.jobId);
    await sleep(150);
  };
  const patient = { sessionTimeoutMs: 30_000 }; // the group dies of no stall of a busy machine: then what was in hand would come again
  hands(slow(came.first), patient);
  await eventually(() => expect(came.first.length).toBeGreaterThan(2));
  hands(slow(came.second), patient);
  const all = () => came.first.length + came.second.length;
  for (const enough = () => came.second.length > 8; !enough(); ) {
    await handMore(); // the first is never idle while the second joins
    await eventually(() => expect(enough() || all() > jobs.length - 12).toBe(true));
  }
  await eventually(() => expect(all()).toBeGreaterThanOrEqual(jobs.length));
  expect([...came.first, ...came.second].toSorted()).toEqual(jobs.map(({ jobId }) => jobId).toSorted());
});

it('hands out again what was in the hand of one that ends, and nothing that had ended', async () => {
  const [one, other] = [jobOf(), jobOf()];
  const first = hands((job, over) =>
    job.jobId === one.jobId ? here.work()(job) : new Promise((_, no) => over.addEventListener('abort', no)),
  );
  await here.log.hand(one);
  await isDone(one);
  await here.log.hand(other);
  await eventually(async () => expect(await here.findings()).toEqual([]));
  await first.close();
  const came: string[] = [];
  hands(job => {
    came.push(job.jobId);
    return here.work()(job);
  });
  await isDone(other);
  expect(came).toEqual([other.jobId]);
});

it('puts aside a record that is no job, and the job behind it is done', async () => {
  const job = jobOf();
  const topic = here.topics.jobs('normal', 'poster');
  const producer = here.kafka.producer();
  await producer.connect();
  for (const value of ['{"jobId"', '{"jobId": "x"}', 'null', JSON.stringify({ ...job, size: 300 })])
    await producer.send({ topic, messages: [{ key: job.jobId, value }] });
  await producer.disconnect();
  await here.log.hand(job);
  hands(here.work());
  await isDone(job);
  const odd = (await deadLetters(here.kafka, here.topics)).filter(({ reason }) => reason === 'it is no job');
  expect(odd.map(one => [one.from, one.job])).toEqual(Array.from({ length: 4 }, () => [topic, undefined]));
});

it('puts aside what failed three times, with the reason, and does it anew when an operator says so', async () => {
  const job = jobOf();
  await here.work({ renderer: { render: () => Promise.reject(new Error('no paint')) } })(job);
  const letter = (await deadLetters(here.kafka, here.topics)).find(one => one.job?.jobId === job.jobId)!;
  expect(letter).toMatchObject({ reason: 'no paint', job, from: here.topics.jobs('normal', 'poster') });
  hands(here.work({ renderer: everNew }));
  await replay(here.log, letter.job!);
  await isDone(job);
});
