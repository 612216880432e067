import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { serve } from '@ticketmaster/locking/serve';
import { openTwoPhase } from './open.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
const office = await openTwoPhase(urls)().catch(refuseToStart);

await serve(env, {
  ...{ port: env.count('PORT', 3305), office, usual: 'two-phase-commit', unsafe: ['no-log'] },
  ready: office.answer,
});

// A database that was away when it should have been told the end is told later. 0: only at the start.
const seconds = env.count('RECOVER_EVERY_SECONDS', 30);
if (seconds)
  repeat(seconds * 1_000, 'The recovery', async () => {
    const recovered = await office.recover();
    if (recovered) console.log(`Recovered: ${recovered} that nobody was at work on`);
  });
