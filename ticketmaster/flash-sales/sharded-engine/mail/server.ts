import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import { connectToKafka } from '../kafka.ts';
import { openShards } from '../shard.ts';
import { makeTables } from '../tickets.ts';
import { consuming } from './consumer.ts';
import { connectToMailServer, sending } from './send.ts';

const ANY_PORT = 0;

/** The notification service of the drawing: Kafka → its inbox → the mail server. It serves nobody, and listens to say that it lives. */
const schema = env.text('PG_SCHEMA', 'engine');
const shards = await openShards(JSON.parse(env.text('SHARDS')), schema, 5);
await Promise.all(shards.map(async shard => makeTables(shard.primary(), schema))).catch(refuseToStart);
const { post, close } = connectToMailServer(env.text('SMTP_URL'));
const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
const [topic, group] = [env.text('TOPIC'), env.text('GROUP', 'notification')];

const stopConsuming = consuming({ kafka, topic, group, shards });
const stopSending = sending({ shards, post });
const ready = () => Promise.all(shards.map(async shard => shard.primary().query('select 1')));
const server = await listen(app(Router(), ready), env.count('PORT', ANY_PORT)).catch(refuseToStart);
onShutdown(
  stopConsuming,
  stopSending,
  async () => close(),
  () => server.close(),
  () => Promise.all(shards.map(shard => shard.close())),
);
console.log(`READY ${server.url}`);
