import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/locking/serve';
import { openSaga } from './open.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
const open = openSaga(urls, { recoverEveryMs: env.count('RECOVER_EVERY_MS', 1_000) });
const office = await open().catch(refuseToStart);

await serve(env, {
  ...{ port: env.count('PORT', 3304), office, usual: 'saga', unsafe: ['no-compensation'] },
  ready: office.ready,
});
