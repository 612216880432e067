import { env } from '@ticketmaster/common/env';
import { describeChannel } from '@ticketmaster/notifications/conformance';
import { sseUnderTest } from './channel.fixture.ts';

describeChannel('SSE', sseUnderTest({ pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') }));
