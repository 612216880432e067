import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import type { Checkpoint } from '@ticketmaster/flash-sales/flash-sale';
import { openSale } from './open.ts';
import { disasterRoutes } from './routes.ts';
import { wiringNamed } from './wirings.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did
if (process.connected === false) process.exit(1); // and before we looked

const open = async () =>
  openSale({
    ...{ pgUrl: env.text('PG_URL'), schema: env.text('PG_SCHEMA', 'flash_disaster'), redisUrl: env.text('REDIS_URL') },
    ...{ providerUrl: env.text('PROVIDER_URL'), key: env.text('STRIPE_SECRET_KEY', 'sk_test_lab') },
    wiring: wiringNamed(env.text('WIRING', 'protected'), env.text('ALLOW_UNSAFE', '0') === '1'),
    ...{ lockMs: env.count('LOCK_MS', 5_000), waitMs: env.count('LOCK_WAIT_MS', 0) },
    ...{ reservedMs: env.count('RESERVED_MS', 60_000), graceMs: env.count('GRACE_MS', 5_000) },
  });
const sale = await open().catch(refuseToStart);

/** For experiments: `step:n`. At its nth time BREAK kills -9 the process, and every nth time PAUSE_AT makes a purchase wait for PAUSE_MS. */
const [dies, waits, waitsMs] = [momentOf('BREAK'), momentOf('PAUSE_AT'), env.count('PAUSE_MS', 1_000)];
const reached: Checkpoint = step => {
  if (dies(step) === 1) process.kill(process.pid, 'SIGKILL');
  return waits(step) ? new Promise(over => setTimeout(over, waitsMs)) : undefined;
};

/** 1 when the step was reached n times, 2 when 2n times, and so on; 0 between. */
function momentOf(variable: string) {
  const [step, nth = '1'] = env.text(variable, '').split(':');
  let times = 0;
  return (reached: string) => (reached === step && ++times % Number(nth) === 0 ? times / Number(nth) : 0);
}

const routes = disasterRoutes({ sale, operatorToken: env.text('OPERATOR_TOKEN', ''), reached });
const server = await listen(app(routes, sale.ready), env.count('PORT', 3820)).catch(refuseToStart);
const stopSettling = repeat(env.count('SETTLE_EVERY_MS', 2_000), 'Settling', () => sale.settle());
onShutdown(server.close, stopSettling, sale.close);
console.log(`READY ${server.url}`);
