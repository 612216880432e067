import { hostname } from 'node:os';
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { connect } from './connections.ts';
import { attempts } from './jobs/attempt.ts';
import { type HandsParts, openHands } from './jobs/hands.ts';
import { instruments, renderings } from './monitoring/instruments.ts';
import { cpuRenderer } from './render/cpu.ts';
import { httpRenderer } from './render/http.ts';
import type { Renderer } from './render/renderer.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

/** A worker from the environment, until this process is told to end. `changed`: what an experiment does in place of the work. */
export async function openWorker(
  changed: (work: HandsParts['work']) => HandsParts['work'] = work => work,
): Promise<void> {
  const { kafka, topics, ping, view, log, cache, store, close } = await connect();
  const worker = `${env.text('WORKER', hostname())}:${process.pid}`;
  const counts = instruments();
  const work = attempts({
    ...{ worker, view, log, topics, store, cache, renderer: rendererOf(env.text('RENDERER', 'cpu')) },
    renderings: renderings(counts),
  });
  const hands = openHands({
    ...{ kafka, topics, work: changed(work), sessionTimeoutMs: env.count('SESSION_TIMEOUT_MS', 6_000) },
    together: Math.max(1, env.count('TOGETHER', 1)),
    odd: (topic, value) => log.bury(topic, value, 'it is no job'),
  });
  const server = await listen(app(counts.routes, ping), env.count('PORT', 3903)).catch(refuseToStart);
  onShutdown(hands.close, server.close, close);
  console.log(`READY ${server.url}`);
}

/** `cpu` here, or `http`: a model at RENDERER_URL. */
function rendererOf(name: string): Renderer {
  if (name === 'cpu') return cpuRenderer();
  if (name === 'http') return httpRenderer(env.text('RENDERER_URL'));
  throw new Error(`RENDERER must be cpu or http, got '${name}'`);
}
