import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { roomOnRedis } from '@ticketmaster/waiting-room-ledger/room.fixture';
import { connectToKafka } from './connect.ts';
import { kafkaLine } from './line.ts';

describeRoom(
  'Kafka',
  roomOnRedis(env.text('REDIS_URL'), () => ({ openLine: kafkaLine(connectToKafka(env.text('KAFKA_BROKERS'))) })),
);
