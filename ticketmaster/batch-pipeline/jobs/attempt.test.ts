// A worker may fail, stand still or die at any point, and be replaced.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Job, keyOf } from '../artwork.ts';
import type { Renderer } from '../render/renderer.ts';
import { type Engine, everNew, jobOf, openEngine } from './engine.fixture.ts';

let here: Engine;
beforeAll(async () => {
  here = await openEngine();
});
afterAll(() => here?.close());

const stateOf = ({ jobId }: Job) => here.view.of(jobId);
const failing = (times: number): Renderer => ({
  render: async job => (times-- > 0 ? Promise.reject(new Error('no paint')) : everNew.render(job)),
});

it('renders, stores, tells; the same job again is done already', async () => {
  const job = jobOf();
  await here.work()(job);
  const { picture } = stateOf(job)!;
  await here.work({ renderer: failing(1) })(job);
  expect(stateOf(job)).toMatchObject({ status: 'DONE', attempt: 1, picture });
  expect(await here.known(job)).toEqual(picture);
  expect(await here.cache.get(keyOf(job))).toEqual(picture);
});

it('tries again what failed, and puts aside what failed three times', async () => {
  const [lucky, hopeless] = [jobOf(), jobOf()];
  await here.work({ renderer: failing(2) })(lucky);
  expect(stateOf(lucky)).toMatchObject({ status: 'DONE', attempt: 3 });
  await here.work({ renderer: failing(9) })(hopeless);
  expect(stateOf(hopeless)).toMatchObject({ status: 'FAILED', attempt: 3, reason: 'no paint' });
});

it('takes a picture that does not come for a failure', async () => {
  const job = jobOf();
  let asked = 0;
  const renderer: Renderer = { render: one => (asked++ === 0 ? new Promise(() => {}) : everNew.render(one)) };
  await here.work({ renderer, patienceMs: 100 })(job);
  expect(stateOf(job)).toMatchObject({ status: 'DONE', attempt: 2 });
});

/** The first worker stops at `point`; another is handed the same job and ends it; then the first goes on. */
async function replacedAt(point: string, job: Job): Promise<void> {
  const [stopped, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const reached = async (where: string) => {
    if (where !== point) return;
    stopped.resolve();
    await goOn.promise;
  };
  const first = here.work({ reached })(job);
  await stopped.promise;
  await here.work()(job);
  const { picture, attempt } = stateOf(job)!;
  goOn.resolve();
  await first;
  expect(stateOf(job)).toMatchObject({ status: 'DONE', picture, attempt });
  expect(await here.known(job)).toEqual(picture);
}

it.each(['claimed', 'rendered'])('a worker that stood still once it had %s, and was replaced, changes nothing', point =>
  replacedAt(point, jobOf()),
);

it('a worker that stood still once it had told leaves nothing to another', async () => {
  const job = jobOf();
  const died = here.work({
    reached: point => {
      if (point === 'told') throw new Error('killed');
    },
  });
  await died(job);
  expect(stateOf(job)).toMatchObject({ status: 'DONE', attempt: 1 });
});

it('a job that is cancelled while it is rendered stays so', async () => {
  const job = jobOf();
  const reached = async (point: string) => {
    if (point === 'rendered') await here.log.tell({ type: 'cancelled', at: Date.now(), jobId: job.jobId });
  };
  await here.work({ reached })(job);
  expect(stateOf(job)).toMatchObject({ status: 'CANCELLED', picture: null });
  expect(await here.known(job)).toBe(undefined);
});

it('two that are handed the same at once do it once', async () => {
  const job = jobOf();
  await Promise.all([here.work()(job), here.work()(job), here.work()(job)]);
  expect(stateOf(job)).toMatchObject({ status: 'DONE' });
  expect(await here.known(job)).toEqual(stateOf(job)!.picture);
});

it('has nothing wrong at the end', async () => {
  expect(await here.findings()).toEqual([]);
});
