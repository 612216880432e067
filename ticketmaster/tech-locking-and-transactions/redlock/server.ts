import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { serve } from '@ticketmaster/locking/serve';
import { usualTimes } from './box-office.ts';
import { openRedlock } from './open.ts';
import { serversFrom } from './servers.ts';

const servers = serversFrom(env);
const dead = env.count('DEAD_REDIS', 0); // for an experiment: so many of the five are looked for where nobody listens
servers.redisUrls.fill('redis://127.0.0.1:1', servers.redisUrls.length - dead);
const times = { ...usualTimes, leaseMs: env.count('LEASE_MS', usualTimes.leaseMs) };
const office = await openRedlock(servers, times)().catch(refuseToStart);
const stopSweeping = repeat(env.count('SWEEP_MS', 5_000), 'The sweep', async () => {
  const swept = await office.sweep();
  if (swept) console.log(`Swept: ${swept} that nobody was at work on`);
});
async function close(): Promise<void> {
  await stopSweeping();
  await office.close();
}

await serve(env, {
  ...{ port: env.count('PORT', 3303), office: { ...office, close }, usual: 'redlock', unsafe: ['unfenced', 'unsafe'] },
  ready: () => office.ready(),
});
