import { randomBytes } from 'node:crypto';
import type { env as Env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { Router } from 'express';
import { admissionTokens } from './admission-token.ts';
import type { Authenticate } from './authenticate.ts';
import type { Channel } from './channel.ts';
import { type GateOptions, gateOf } from './gate.ts';
import type { Outbox } from './outbox.ts';
import type { Queue } from './queue.ts';
import { deliveryRoutes, gateRoutes } from './routes.ts';

export interface Parts {
  queue: Queue;
  outbox: Outbox;
  channel: Channel;
  authenticate: Authenticate;
  /** Pages and demos beside the channel. */
  demo?: Router;
}

export interface Serving extends Parts {
  port: number;
  /** Removes what has outlived its life; called once a minute. */
  purge(now: number): Promise<unknown>;
  /** Ends the connections, in this order, after the channel has let go. */
  close: (() => Promise<unknown>)[];
}

/** All routes of a lesson's server. */
export function routesOf(
  { queue, outbox, channel, authenticate, demo = Router() }: Parts,
  usual: { seconds: number; operatorToken: string },
  options?: GateOptions,
): Router {
  const gate = gateRoutes(gateOf(queue, channel, options), usual);
  return Router().use(gate, deliveryRoutes(outbox, channel, authenticate), channel.routes, demo);
}

/**
 * Serves a gate and its channel until SIGTERM.
 *
 * From the environment: OPERATOR_TOKEN, without which nobody may let anybody in; ADMISSION_SECONDS, for how long an admission holds;
 * ADMISSION_SECRET, by which the seats check admission tokens, made up where it is not set; BREAK=committed kills this process (kill -9)
 * between an admission's commit and its telling.
 */
export async function serve(env: typeof Env, { port, purge, close, ...parts }: Serving): Promise<void> {
  const breaks = env.text('BREAK', 'never');
  if (!['never', 'committed'].includes(breaks)) refuseToStart(new Error(`BREAK must be committed, got '${breaks}'`));
  const committed = () => void (breaks === 'committed' && process.kill(process.pid, 'SIGKILL'));
  const usual = { seconds: env.count('ADMISSION_SECONDS', 600), operatorToken: env.text('OPERATOR_TOKEN', '') };
  const { sign } = admissionTokens(Buffer.from(env.text('ADMISSION_SECRET', randomBytes(32).toString('base64url'))));
  const { channel } = parts;
  const server = await listen(
    app(routesOf(parts, usual, { committed, sign }), () => channel.ready()),
    port,
  ).catch(refuseToStart);
  const stopPurging = repeat(60_000, 'Removing what is old', () => purge(Date.now()));
  onShutdown(
    async () => {
      const closed = server.close(); // takes no new work
      await channel.close(); // and lets go of who listens, or they would hold the server open
      await closed;
    },
    stopPurging,
    ...close,
  );
  console.log(`READY ${server.url}`);
}
