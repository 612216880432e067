import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/locking/serve';
import { openPostgres } from './open.ts';

const office = await openPostgres(env.text('PG_URL'))().catch(refuseToStart);

await serve(env, {
  ...{ port: env.count('PORT', 3301), office, usual: 'pessimistic', unsafe: ['unsafe'], choosing: ['skip-locked'] },
  ready: () => office.order('00000000-0000-8000-8000-000000000000'),
});
