import { env } from '@ticketmaster/common/env';
import { describeChannel } from '@ticketmaster/notifications/conformance';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll, describe, it } from 'vitest';
import { inboxUnderTest, openTestDatabase } from './channel.fixture.ts';
import { inboxPromises } from './inbox-promises.ts';

const url = env.text('PG_URL');
const db = await openTestDatabase(url);
afterAll(() => db.close());

describeChannel('long polling', inboxUnderTest(url, db, await freePort()));
describeChannel('polling', inboxUnderTest(url, db, await freePort(), { mode: 'poll' }));

describe('an inbox', () => {
  for (const [name, check] of Object.entries(inboxPromises)) it(name, () => check(url, db));
});
