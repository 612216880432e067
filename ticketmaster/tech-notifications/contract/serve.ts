import type { env as Env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import type { Channel } from './channel.ts';
import { type GateOptions, gateOf } from './gate.ts';
import type { Outbox } from './outbox.ts';
import { gateRoutes } from './routes.ts';

export interface Parts {
  port: number;
  outbox: Outbox;
  channel: Channel;
  /** Ends the connections, in this order, after the channel has let go. */
  close: (() => Promise<unknown>)[];
}

/** All routes of a lesson's server. */
export function routesOf(
  { outbox, channel }: Pick<Parts, 'outbox' | 'channel'>,
  usual: { seconds: number; operatorToken: string },
  options?: GateOptions,
): Router {
  return Router().use(gateRoutes(gateOf(outbox, channel, options), outbox, usual), channel.routes);
}

/**
 * Serves a gate and its channel until SIGTERM.
 *
 * From the environment: OPERATOR_TOKEN, without which nobody may let anybody in; ADMISSION_SECONDS, for how long an admission holds;
 * BREAK=committed kills this process (kill -9) between an admission's commit and its telling.
 */
export async function serve(env: typeof Env, { port, outbox, channel, close }: Parts): Promise<void> {
  const breaks = env.text('BREAK', 'never');
  if (!['never', 'committed'].includes(breaks)) refuseToStart(new Error(`BREAK must be committed, got '${breaks}'`));
  const committed = () => void (breaks === 'committed' && process.kill(process.pid, 'SIGKILL'));
  const usual = { seconds: env.count('ADMISSION_SECONDS', 600), operatorToken: env.text('OPERATOR_TOKEN', '') };
  const routes = routesOf({ outbox, channel }, usual, { committed });
  const server = await listen(
    app(routes, () => channel.ready()),
    port,
  ).catch(refuseToStart);
  onShutdown(
    async () => {
      const closed = server.close(); // takes no new work
      await channel.close(); // and lets go of who listens, or they would hold the server open
      await closed;
    },
    ...close,
  );
  console.log(`READY ${server.url}`);
}
