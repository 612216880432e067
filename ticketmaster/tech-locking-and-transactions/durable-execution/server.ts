import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/locking/serve';
import { openDurable } from './open.ts';
import { wakeSale } from './ways.ts';
import { webhooks } from './webhook.ts';

const given = (name: string) => env.text(name, '') || undefined;
const [executorId, version, adopts] = ['EXECUTOR_ID', 'VERSION', 'ADOPT_VERSION'].map(given);
const sharesName = env.text('SHARE_NAME', '0') === '1';
if (sharesName && env.text('ALLOW_UNSAFE', '0') !== '1')
  refuseToStart(new Error('SHARE_NAME=1 does steps twice on purpose; start the server with ALLOW_UNSAFE=1 to see it.'));

const open = openDurable(
  { seats: env.text('PG_URL'), provider: env.text('PROVIDER_URL', '') },
  {
    schema: env.text('PG_SCHEMA', 'locking_durable'),
    ...{ holdsName: !sharesName, holdMs: env.count('HOLD_MS', 60_000) },
    ...{ ...(executorId && { executorId }), ...(version && { version }), ...(adopts && { adopts }) },
    recoverEveryMs: env.count('RECOVER_EVERY_MS', 1_000),
    ...(env.text('TRACE', '0') === '1' && { traced: step => console.log(`STEP ${step}`) }),
  },
);
const office = await open().catch(refuseToStart);
const { routes, listenAt } = webhooks({ ...office, wake: wakeSale });
let stopListening = async () => {};

const { url } = await serve(env, {
  ...{ port: env.count('PORT', 3306), usual: 'dbos', unsafe: ['effect-outside-a-step'], ready: office.ready },
  office: { ...office, close: () => stopListening().then(office.close) },
  more: routes,
});
if (env.text('WEBHOOKS', 'on') === 'on') stopListening = await listenAt(url);
