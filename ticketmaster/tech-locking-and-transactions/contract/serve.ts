import type { env as Env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, type Running, refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import type { Router } from 'express';
import type { BoxOffice, Checkpoint } from './box-office.ts';
import { boxOfficeRoutes } from './routes.ts';

/** How long the key of a purchase that was declined is known. */
const KEY_LIFE_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

export interface Parts {
  port: number;
  office: BoxOffice;
  /** The way where a request names none. */
  usual: string;
  unsafe?: string[];
  choosing?: string[];
  /** Routes of the lesson's own. */
  more?: Router;
  /** Resolves while the servers behind the books answer. */
  ready: () => Promise<unknown>;
}

/**
 * Finishes or undoes what a crash left, and then sells until SIGTERM. Resolves when it sells.
 *
 * From the environment: OPERATOR_TOKEN for who puts events on sale and sees the audit;
 * ALLOW_UNSAFE=1 for the ways that sell seats twice; BREAK, a checkpoint at which to kill -9 itself; PAUSE_AT,
 * a checkpoint at which every purchase waits for PAUSE_MS.
 */
export async function serve(
  env: typeof Env,
  { port, office, usual, unsafe = [], choosing = [], more, ready }: Parts,
): Promise<Running> {
  const recovered = await office.recover().catch(refuseToStart);
  if (recovered) console.log(`Recovered: ${recovered} that a crash had left half done`);
  const dies = env.text('BREAK', 'never');
  const pausesAt = env.text('PAUSE_AT', 'never');
  const pauseMs = env.count('PAUSE_MS', 1_000);
  const reached: Checkpoint = step => {
    if (step === dies) process.kill(process.pid, 'SIGKILL');
    return step === pausesAt ? new Promise(over => setTimeout(over, pauseMs)) : undefined;
  };
  const forget = () => office.forget?.(new Date(Date.now() - KEY_LIFE_MS)) ?? Promise.resolve(0);
  const stopForgetting = repeat(FORGET_EVERY_MS, 'Forgetting what has ended', forget);
  const allowed = env.text('ALLOW_UNSAFE', '0') === '1';
  const operatorToken = env.text('OPERATOR_TOKEN', '');
  const selling = { usual, unsafe: { ways: unsafe, allowed }, choosing, operatorToken, reached };
  const routes = boxOfficeRoutes(office, selling);
  if (more) routes.use(more);
  const server = await listen(app(routes, ready), port).catch(refuseToStart);
  onShutdown(server.close, stopForgetting, () => office.close());
  console.log(`READY ${server.url}`);
  return server;
}
