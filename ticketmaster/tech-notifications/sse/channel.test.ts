import { env } from '@ticketmaster/common/env';
import { describeChannel } from '@ticketmaster/notifications/conformance';
import { sseUnderTest } from './under-test.ts';

describeChannel('SSE', sseUnderTest({ pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') }));
