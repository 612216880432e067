import { app, listen, type Running, send } from '@ticketmaster/common/http';
import { type RequestHandler, Router } from 'express';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Artwork } from '../artwork.ts';
import { httpRenderer } from './http.ts';
import { gpuMs, gpuStandIn } from './stand-in.ts';

const FASTER = 100;
const artwork: Artwork = { prompt: 'A night in red', style: 'ticket', size: 256, seed: 7 };
let gpu: Running;
const open = (routes: Router) => listen(app(routes, async () => {}));
beforeAll(async () => {
  gpu = await open(gpuStandIn(FASTER));
});
afterAll(() => gpu?.close());

it('makes a picture of the size that was asked for, in the time of the document', async () => {
  const began = performance.now();
  const png = await httpRenderer(gpu.url).render(artwork);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 128]);
  expect(performance.now() - began).toBeGreaterThan(10_000 / FASTER - 5);
  const times = Array.from({ length: 2_000 }, (_, seed) => gpuMs('a', seed));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...times)).toBeLessThan(25_000);
  expect(times.reduce((sum, ms) => sum + ms) / times.length).toBeCloseTo(17_500, -3);
});

it('makes one after the other, and refuses what would wait behind eight', async () => {
  const began = performance.now();
  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, (_, seed) => httpRenderer(gpu.url).render({ ...artwork, seed })),
  );
  const made = answers.filter(({ status }) => status === 'fulfilled');
  expect(made).toHaveLength(9);
  expect(performance.now() - began).toBeGreaterThan((9 * 10_000) / FASTER - 50);
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: expect.stringContaining('503') },
  });
});

const answering = (answer: RequestHandler) => async (patienceMs?: number) => {
  const server = await open(Router().post('/v1/images/generations', answer));
  onTestFinished(() => server.close(0));
  return httpRenderer(server.url, patienceMs).render(artwork);
};
const no = Buffer.from('no picture').toString('base64');

it.each<[string, RequestHandler, string]>([
  ['what is no PNG', (_, response) => send(response, 200, { data: [{ b64_json: no }] }), 'no PNG'],
  ['two pictures', (_, response) => send(response, 200, { data: [{ b64_json: no }, { b64_json: no }] }), 'data'],
  ['no JSON', (_, response) => void response.end('<html>'), 'JSON'],
  ['an error', (_, response) => send(response, 500, { error: 'out of memory' }), '500: {"error":"out of memory"}'],
])('takes %s for a failure, and says so', async (_, answer, says) => {
  await expect(answering(answer)()).rejects.toThrow(says);
});

it('does not wait for ever', async () => {
  await expect(answering(() => {})(50)).rejects.toThrow('timeout');
});
