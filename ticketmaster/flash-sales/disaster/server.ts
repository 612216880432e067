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

/** For experiments: a step at which to kill -9 itself, and one at which each purchase waits. */
const [dies, waits, waitsMs] = [env.text('BREAK', ''), env.text('PAUSE_AT', ''), env.count('PAUSE_MS', 1_000)];
const reached: Checkpoint = step => {
  if (step === dies) process.kill(process.pid, 'SIGKILL');
  return step === waits ? new Promise(over => setTimeout(over, waitsMs)) : undefined;
};

const routes = disasterRoutes({ sale, operatorToken: env.text('OPERATOR_TOKEN', ''), reached });
const server = await listen(app(routes, sale.ready), env.count('PORT', 3820)).catch(refuseToStart);
const stopSettling = repeat(env.count('SETTLE_EVERY_MS', 2_000), 'Settling', () => sale.settle());
onShutdown(server.close, stopSettling, sale.close);
console.log(`READY ${server.url}`);
