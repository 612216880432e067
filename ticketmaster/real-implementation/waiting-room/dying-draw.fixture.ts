// A process that draws an event and kills itself in the middle. Run by draws.test.ts.
import { env } from '@ticketmaster/common/env';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { elsewhere } from './prequeue.fixture.ts';

const dieAt = env.text('AT');
const redis = connectToRedis(env.text('REDIS_URL'));
const { draws } = elsewhere(redis, env.text('PG_SCHEMA'), moment => {
  if (moment === dieAt) process.kill(process.pid, 'SIGKILL');
});
await draws.finish(env.text('EVENT'));
