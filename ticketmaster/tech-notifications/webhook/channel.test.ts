import { env } from '@ticketmaster/common/env';
import { describeChannel } from '@ticketmaster/notifications/conformance';
import { openTestDatabase, webhookUnderTest } from './channel.fixture.ts';

describeChannel(
  'webhook',
  webhookUnderTest(() => openTestDatabase(env.text('PG_URL'))),
);
