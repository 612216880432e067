import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/locking/serve';
import { webhooks } from '../webhook.ts';
import { openRestate } from './open.ts';

const open = openRestate(
  {
    ...{ seats: env.text('PG_URL'), provider: env.text('PROVIDER_URL', '') },
    ...{ restate: env.text('RESTATE_URL'), admin: env.text('RESTATE_ADMIN_URL', '') },
  },
  {
    ...{ schema: env.text('PG_SCHEMA', 'locking_durable'), service: env.text('SERVICE', 'sale') },
    ...{ port: env.count('ENDPOINT', 3326), holdMs: env.count('HOLD_MS', 60_000) },
    askAgainMs: env.count('ASK_AGAIN_MS', 200),
    patienceMs: env.count('PATIENCE_MS', 5_000), // less than a stop may take
    recoverEveryMs: env.count('RECOVER_EVERY_MS', 1_000),
    ...(env.text('TRACE', '0') === '1' && { traced: step => console.log(`STEP ${step}`) }),
  },
);
const office = await open().catch(refuseToStart);

const { routes, listenAt } = webhooks(office);
let stopListening = async () => {};

const { url } = await serve(env, {
  ...{ port: env.count('PORT', 3316), usual: 'restate', ready: office.ready },
  office: { ...office, close: () => stopListening().then(office.close) },
  more: routes,
});
if (env.text('WEBHOOKS', 'on') === 'on') stopListening = await listenAt(url);
