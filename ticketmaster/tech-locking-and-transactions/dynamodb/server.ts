import { setInterval } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/locking/serve';
import { dynamodbBoxOffice } from './box-office.ts';
import { connectToDynamodb } from './connect.ts';

const endpoint = env.text('DYNAMODB_ENDPOINT');
const leaseMs = env.count('LEASE_MS', 2_000);
const office = await dynamodbBoxOffice(() => connectToDynamodb(endpoint), { leaseMs })().catch(refuseToStart);

await serve(env, {
  ...{ port: env.count('PORT', 3302), office, usual: 'transactional', unsafe: ['unsafe'] },
  ready: () => office.order('00000000-0000-8000-8000-000000000000'),
});

// Who dies leaves orders whose seats are nobody's for as long, so servers that live look for them too.
for await (const _ of setInterval(env.count('SWEEP_MS', 5_000), undefined, { ref: false })) {
  const settled = await office.recover().catch((error: Error) => void console.error(`Not swept: ${error.message}`));
  if (settled) console.log(`Swept: ${settled} that were left half done`);
}
