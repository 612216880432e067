import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { validBody } from '@ticketmaster/common/validation';
import { atMost } from '@ticketmaster/limits/at-most';
import express, { Router } from 'express';
import { z } from 'zod';
import { sizes } from '../artwork.ts';
import { cpuRenderer } from './cpu.ts';
import { randomOf } from './random.ts';

const json = express.json({ limit: '64kb' });
const aWish = z.object({
  prompt: z.string().max(1_000),
  size: z.string().regex(/^\d+x\d+$/),
  seed: z.int().default(0),
  n: z.literal(1).default(1),
});

/** The document's times of a picture. s */
export const [FASTEST_S, SLOWEST_S] = [10, 25];

/** How long the GPU of the document needs for that wish, in ms: from 10 to 25 s, the same for the same. */
export const gpuMs = (prompt: string, seed: number) =>
  1_000 * (FASTEST_S + (SLOWEST_S - FASTEST_S) * randomOf('gpu', prompt, seed)());

/**
 * A stand-in for a model on one GPU: it makes one picture after the other, and needs the document's time for each, on a clock that is `faster`
 * times as fast. What it answers is drawn by a processor. It is no GPU, and says nothing about one but how long the document says it takes.
 */
export function gpuStandIn(faster: number): Router {
  const renderer = cpuRenderer();
  const oneAtATime = atMost({
    ...{ inFlight: 1, waiting: 8 },
    full: () => new Problem(503, 'overloaded', 'eight pictures wait for this GPU already', { retryable: true }),
  });
  return Router().post('/v1/images/generations', json, async (request, response) => {
    const { prompt, size, seed } = validBody(aWish, request);
    const [width = 0, height = 0] = size.split('x').map(Number);
    const edge = sizes.find(one => one === width);
    if (!edge) throw new Problem(400, 'invalid-request', `size: this stand-in makes ${sizes} pixels`);
    const picture = await oneAtATime(async () => {
      const took = sleep(gpuMs(prompt, seed) / faster);
      const bytes = await renderer.render({ prompt, seed, size: edge, style: height < width ? 'ticket' : 'poster' });
      await took;
      return bytes;
    });
    send(response, 200, { data: [{ b64_json: picture.toString('base64') }] });
  });
}
