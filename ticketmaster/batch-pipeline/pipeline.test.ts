// One API, one worker, a store: what a client may do, and what it is told.
import { createHash } from 'node:crypto';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, openPipeline, type Pipeline, wish } from './pipeline.fixture.ts';

let here: Pipeline;
beforeAll(async () => {
  here = await openPipeline({ apis: 2 });
});
afterAll(() => here?.close());

/** For what must happen before a job has ended: a worker may be faster than any call. */
async function withoutWorker<T>(work: () => Promise<T>): Promise<T> {
  const [worker] = here.workers;
  await worker!.kill();
  try {
    return await work();
  } finally {
    await worker!.start();
  }
}

it('takes a wish, renders it, and delivers it for ever', async () => {
  const { status, body, headers } = await here.submit();
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/artworks/${body.artworkId}`);
  expect(body.priority).toBe('normal');
  expect(['QUEUED', 'RENDERING', 'DONE']).toContain(body.status); // the worker may be faster than this answer
  const done = await here.ended(body.artworkId);
  expect(done).toMatchObject({ status: 'DONE', cached: false, attempt: 1 });
  const picture = await fetch(done.url);
  const bytes = Buffer.from(await picture.arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(done.url).toBe(`${here.store.url}/pictures/${sha256}`);
  expect(picture.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const again = await fetch(done.url, { headers: { 'if-none-match': picture.headers.get('etag')! } });
  expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
});

it('answers the same wish without a worker, whoever asks', async () => {
  const same = wish();
  const first = await here.call('POST', '/api/artworks', same);
  const { url } = await here.ended(first.body.artworkId);
  const other = await eventually(async () => {
    const answer = await here.call('POST', '/api/artworks', same, { authorization: 'Bearer key-of-bob' }, 1);
    expect(answer).toMatchObject({ status: 200, body: { status: 'DONE', url, cached: true, attempt: 0 } });
    return answer; // at once, but for the moment in which this instance has not read of it
  });
  expect(other.body.artworkId).not.toBe(first.body.artworkId);
});

it('takes a double click for one, at any instance, and refuses another wish under its key', async () => {
  const [same, key] = [wish(), { 'idempotency-key': unique('key') }];
  const clicks = await Promise.all([0, 1, 0, 1].map(nth => here.call('POST', '/api/artworks', same, key, nth)));
  expect(new Set(clicks.map(({ body }) => body.artworkId)).size).toBe(1);
  expect(await here.ended(clicks[0]!.body.artworkId)).toMatchObject({ status: 'DONE', attempt: 1 });
  expect(await here.call('POST', '/api/artworks', { ...same, seed: 2 }, key)).toMatchObject({ status: 422 });
});

it('shows it to nobody else, and to nobody without a key', async () => {
  const { body } = await here.submit();
  const path = `/api/artworks/${body.artworkId}`;
  expect(await here.call('GET', path, undefined, { authorization: 'Bearer key-of-bob' })).toMatchObject({
    status: 404,
  });
  for (const authorization of ['', 'Bearer wrong', 'Basic YQ=='])
    expect(await here.call('GET', path, undefined, { authorization })).toMatchObject({ status: 401 });
  expect(await here.call('GET', path, undefined, {}, 1)).toMatchObject({ status: 200 }); // another instance knows it, too
  await here.ended(body.artworkId);
});

it.each([
  ['no JSON', '{"prompt"', 'body'],
  ['no prompt', { style: 'poster', size: 256, seed: 1 }, 'prompt'],
  ['an empty prompt', wish({ prompt: '  ' }), 'prompt'],
  ['a long prompt', wish({ prompt: 'a'.repeat(301) }), 'prompt'],
  ['a style that nobody knows', { ...wish(), style: 'oil' }, 'style'],
  ['another size', { ...wish(), size: 300 }, 'size'],
  ['half a seed', { ...wish(), seed: 0.5 }, 'seed'],
  ['a field that nobody knows', { ...wish(), gpu: true }, 'gpu'],
  ['a list', [], 'body'],
])('refuses %s, and names the field', async (_, sent, field) => {
  const { status, body } = await here.call('POST', '/api/artworks', sent);
  expect(status).toBe(400);
  expect(body.detail).toContain(field);
});

it('wants a key for each call', async () => {
  expect(await here.submit({}, { 'idempotency-key': '' })).toMatchObject({ status: 400 });
});

it('streams what becomes of it, until it has ended', async () => {
  const stream = await withoutWorker(async () => {
    const { body } = await here.submit({ size: 512 });
    return fetch(`${here.apis[1]!.url}/api/artworks/${body.artworkId}/stream`, {
      headers: { authorization: 'Bearer key-of-ada' },
    });
  });
  const told = (await stream.text()).match(/"status":"\w+"/g)!;
  expect(told.at(-1)).toBe('"status":"DONE"');
  expect(told.length).toBeGreaterThan(1);
});

it('cancels what has not ended, and keeps what has', async () => {
  const [artworkId, ...others] = await withoutWorker(async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => here.submit({ size: 512, priority: 'low' })));
    const [first] = many.map(({ body }) => body.artworkId);
    const cancel = () => here.call('POST', `/api/artworks/${first}/cancel`, {});
    expect(await cancel()).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
    expect(await cancel()).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
    return many.map(({ body }) => body.artworkId);
  });
  const rest = await Promise.all(others.map(other => here.ended(other)));
  expect(rest.map(({ status }) => status)).toEqual(rest.map(() => 'DONE'));
  expect(await here.call('POST', `/api/artworks/${rest[0].artworkId}/cancel`, {})).toMatchObject({ status: 409 });
  expect(await here.look(artworkId)).toMatchObject({ body: { status: 'CANCELLED' } });
});

it('says at which place a job waits, and for how long about', async () => {
  const all: Answer[] = [];
  const places = await withoutWorker(async () => {
    for (let nth = 1; nth <= 5; nth++) all.push(await here.submit({ size: 512 })); // in turn: of five at once any may be the last
    return Promise.all(all.map(async ({ body }) => (await here.look(body.artworkId)).body));
  });
  const [first, last] = [places[0], places.at(-1)];
  expect(first.position).toBeGreaterThan(0);
  expect(last.position - first.position).toBe(4);
  expect(first.etaMs).toBeGreaterThan(0);
  expect(last.etaMs).toBeGreaterThan(first.etaMs);
  await Promise.all(all.map(({ body }) => here.ended(body.artworkId)));
});
