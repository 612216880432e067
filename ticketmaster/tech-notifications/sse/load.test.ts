import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { crowd, joinAll, OPERATOR_TOKEN } from '@ticketmaster/notifications/crowd';
import { unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';
import { broadcast, holdStreams, residentKb } from './load.ts';

const environment = { PG_URL: env.text('PG_URL'), REDIS_URL: env.text('REDIS_URL'), OPERATOR_TOKEN };

it('1,000 streams in one process: all are told, none twice, and SIGTERM ends them at once', async () => {
  const server = await spawnServer(join(import.meta.dirname, 'server.ts'), environment);
  onTestFinished(() => void server.process.kill('SIGKILL')); // where it still runs
  const visitors = crowd(1_000);
  const eventId = unique('crowd');
  await joinAll(server.url, eventId, visitors);
  const before = await residentKb(server.process.pid!);
  const held = await holdStreams(server.url, visitors);
  onTestFinished(held.close);
  console.log(`${((await residentKb(server.process.pid!)) - before) / 1_000} KB for each`); // of so few, mostly noise
  const outcome = await broadcast(server.url, OPERATOR_TOKEN, eventId, held);
  console.log(outcome);
  expect(outcome).toMatchObject({ lost: 0, twice: 0 });

  const began = Date.now();
  expect(await server.end('SIGTERM')).toBe(0);
  expect(Date.now() - began).toBeLessThan(7_000); // the grace of a server that waits for its streams is 8 s
});
