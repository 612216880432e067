/**
 * Starts and stops workers by rule.ts, and answers who they are:
 *
 *   KAFKA_BROKERS=… REDIS_URL=… STORE_URL=… STORE_TOKEN=… node scaler/start.ts
 *   (MIN_WORKERS, MAX_WORKERS, JOBS_PER_WORKER, SECONDS_PER_WORKER, COOLDOWN_SECONDS, POLLING_SECONDS, PORT; settings of worker.ts are handed on)
 *
 * GET /targets is what Prometheus asks to find the workers (http_sd). All workers end with this process, however it ends.
 */
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart, send } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { printAs } from '@ticketmaster/instances/supervise';
import { eventually } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { connect } from '../connections.ts';
import { lagOf } from '../jobs/lag.ts';
import { instruments, lookedAt } from '../monitoring/instruments.ts';
import { openWorker } from '../processes.ts';
import { openFleet } from './fleet.ts';
import { kedaRule, numbers } from './rule.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

const seconds = (name: string, ms: number) => env.count(name, ms / 1_000) * 1_000;
const tell = (line: string) => console.error(line);

const wantedFor = kedaRule({
  least: env.count('MIN_WORKERS', numbers.least),
  most: env.count('MAX_WORKERS', numbers.most),
  jobsPerWorker: env.count('JOBS_PER_WORKER', numbers.jobsPerWorker),
  msPerWorker: seconds('SECONDS_PER_WORKER', numbers.msPerWorker),
  cooldownMs: seconds('COOLDOWN_SECONDS', numbers.cooldownMs),
});
const { kafka, topics, ping, view, close } = await connect();
const lag = lagOf(kafka, topics);
const fleet = openFleet({
  open: name => openWorker(name, {}, printAs),
  ...{ tell, giveUp: reason => refuseToStart(new Error(reason)) },
});

let wanted = 0;
/** Where Kafka does not say how long the line is, as many stay as there are. */
async function look(): Promise<void> {
  const seen = { lag: await lag(), oldestMs: view.queue().oldestMs };
  const before = wanted;
  wanted = wantedFor(seen, Date.now());
  if (wanted !== before)
    tell(`${before} → ${wanted} workers: ${seen.lag} jobs, the oldest since ${Math.round(seen.oldestMs / 1_000)} s`);
  await fleet.scaleTo(wanted);
}
await eventually(look, 30_000).catch(refuseToStart); // new topics and a new broker's groups have no leaders for seconds
const stopLooking = repeat(seconds('POLLING_SECONDS', numbers.pollMs), 'Scaling', look);

const counts = instruments();
lookedAt(counts, { name: 'workers_wanted', help: 'By the rule' }, async () => [[{}, wanted]]);
lookedAt(counts, { name: 'workers_at_work', help: 'Processes that run' }, async () => [[{}, fleet.atWork()]]);
const routes = Router()
  .use(counts.routes)
  .get('/targets', (_request, response) =>
    send(response, 200, [{ targets: fleet.urls().map(url => new URL(url).host) }]),
  );
const server = await listen(app(routes, ping), env.count('PORT', 3904)).catch(refuseToStart);
onShutdown(stopLooking, server.close, fleet.close, lag.close, close);
console.log(`READY ${server.url}`);
