import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { roomOnRedis } from '@ticketmaster/waiting-room-ledger/room.fixture';
import { redisStreamsLine, streamOf } from './line.ts';

describeRoom(
  'Redis Streams',
  roomOnRedis(env.text('REDIS_URL'), redis => ({ openLine: redisStreamsLine(redis) }), streamOf),
);
