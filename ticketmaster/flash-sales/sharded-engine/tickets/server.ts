import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { connectToKafka, publisher } from '../kafka.ts';
import { openSale } from '../open.ts';
import { relaying } from '../relay.ts';
import { wiringNamed } from '../wirings.ts';
import { routes } from './routes.ts';

const ANY_PORT = 0;

/** A ticket service of the drawing: sells, and publishes what was sold, by whomever. */
const allowUnsafe = env.text('ALLOW_UNSAFE', '') === '1';
const sale = await openSale({
  ...{ shardUrls: JSON.parse(env.text('SHARDS')), sentinels: JSON.parse(env.text('SENTINELS')) },
  ...{ schema: env.text('PG_SCHEMA', 'engine'), lockMs: env.count('LOCK_MS', 5_000) },
  ...{ instance: env.count('INSTANCE', 0), wiring: wiringNamed(env.text('WIRING', 'protected'), allowUnsafe) },
}).catch(refuseToStart);
const kafka = publisher(connectToKafka(env.text('KAFKA_BROKERS')), env.text('TOPIC'));
const stopRelaying = relaying({ shards: sale.shards, publish: kafka.publish });

/** A purchase of the user crash-locked ends the process once it is locked, and so on: for who starts the servers with ALLOW_UNSAFE=1. */
const checkpoint = (userId: string) => (step: string) => {
  if (allowUnsafe && userId === `crash-${step}`) process.kill(process.pid, 'SIGKILL');
};
const api = routes({ sale, operatorToken: env.text('OPERATOR_TOKEN', ''), checkpoint });
const server = await listen(app(api, sale.ready), env.count('PORT', ANY_PORT)).catch(refuseToStart);
onShutdown(
  () => server.close(),
  stopRelaying,
  () => kafka.close(),
  () => sale.close(),
);
console.log(`READY ${server.url}`);
