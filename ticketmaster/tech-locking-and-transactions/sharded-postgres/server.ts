import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { serve } from '@ticketmaster/locking/serve';
import { openSharded, urlsFrom } from './open.ts';
import { shardedRoutes } from './routes.ts';

const office = await openSharded(...urlsFrom(env))().catch(refuseToStart);

await serve(env, {
  ...{ port: env.count('PORT', 3307), office, usual: 'routed', ready: office.ready },
  more: shardedRoutes(office, env.text('OPERATOR_TOKEN', '')),
});

// A mover that died is followed by whoever is up. 0: only at the start.
const seconds = env.count('RECOVER_EVERY_SECONDS', 5);
if (seconds)
  repeat(seconds * 1_000, 'The recovery', async () => {
    const recovered = await office.recover();
    if (recovered) console.log(`Recovered: ${recovered}, moves that nobody had finished`);
  });
