import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { serve } from '@ticketmaster/locking/serve';
import { seenTwice } from './move.ts';
import { openSharded, urlsFrom } from './open.ts';
import { shardedRoutes } from './routes.ts';

const office = await openSharded(...urlsFrom(env))().catch(refuseToStart);

// A mover that died is followed by whoever is up, after one to two times as long. 0: only at the start.
const seconds = env.count('RECOVER_EVERY_SECONDS', 2);
const left = seenTwice();
const recover = async () => {
  const recovered = await left(office.recover);
  if (recovered) console.log(`Recovered: ${recovered}, moves that nobody had finished`);
};
const stopRecovering = seconds ? repeat(seconds * 1_000, 'The recovery', recover) : async () => {};

await serve(env, {
  ...{ port: env.count('PORT', 3307), usual: 'routed', ready: office.ready },
  office: { ...office, close: () => stopRecovering().then(office.close) },
  more: shardedRoutes(office, env.text('OPERATOR_TOKEN', '')),
});
