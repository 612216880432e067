import type { env as Env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import type { Secret } from './admission-token.ts';
import { demoSeats } from './demo-seats.ts';
import type { Moment } from './gate.ts';
import type { OpenLedger } from './ledger.ts';
import type { OpenLine } from './line.ts';
import { roomRoutes, visitorRoutes } from './routes.ts';
import { WaitingRooms } from './waiting-room.ts';

export interface Parts {
  port: number;
  openLine: OpenLine;
  openLedger: OpenLedger;
  /** What tokens are signed with: the same in all servers of a room. */
  secret: Secret;
  /** Resolves while the ledger and the line answer. */
  ready: () => Promise<unknown>;
  /** Ends the connections, in this order, after the gates have left. */
  close: (() => Promise<unknown>)[];
}

/**
 * Serves the waiting rooms until SIGTERM, and then takes no more requests, hands back what its gates hold, and exits.
 *
 * From the environment: CAPACITY, ADMIT_PER_SECOND, ADMISSION_SECONDS and NO_SHOW_SECONDS, with which a room begins;
 * OPERATOR_TOKEN, without which nobody may make or change a room, and so there are no events; BREAK, a moment at which to kill -9 itself.
 */
export async function serve(
  env: typeof Env,
  { port, openLine, openLedger, secret, ready, close }: Parts,
): Promise<void> {
  await secret().catch(refuseToStart); // the ledger answers
  const rooms = new WaitingRooms(openLine, openLedger, secret, {
    settings: {
      capacity: env.count('CAPACITY', 2),
      admitPerSecond: env.count('ADMIT_PER_SECOND', 100),
      admissionSeconds: env.count('ADMISSION_SECONDS', 600),
      noShowSeconds: env.count('NO_SHOW_SECONDS', 60),
      open: true,
    },
    ...{ everyMs: 100, batch: 100, requeueAfterMs: 30_000, joinTimeoutMs: 5_000, maxRooms: 1_000 },
    at: dieAt(env.text('BREAK', 'never')),
  });
  const routes = Router().use(
    visitorRoutes(rooms),
    roomRoutes(rooms, env.text('OPERATOR_TOKEN', '')),
    demoSeats(rooms),
  );
  const server = await listen(app(routes, ready), port).catch(refuseToStart);
  onShutdown(server.close, () => rooms.close(), ...close);
  console.log(`READY ${server.url}`);
}

const moments = ['between-read-and-ack', 'between-admit-and-ack'];

/** For the experiments: ends this process as a crash would, when a gate is at that moment for the first time. */
function dieAt(when: string): (moment: Moment) => void {
  if (when !== 'never' && !moments.includes(when))
    refuseToStart(new Error(`BREAK must be ${moments.join(' or ')}, got '${when}'`));
  return moment => {
    if (moment === when) process.kill(process.pid, 'SIGKILL');
  };
}
