import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { within } from '@ticketmaster/common/within';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { openNginx } from '@ticketmaster/instances/nginx';
import { printAs } from '@ticketmaster/instances/supervise';
import { freePort } from '@ticketmaster/testing/processes';
import { createTopic } from '@ticketmaster/waiting-room-kafka/topics';
import type { Kafka } from 'kafkajs';
import { openControl } from './control.ts';
import { connectToKafka, RETENTION_MS } from './kafka.ts';
import { openTopology, type Server, type TopologyParts } from './topology/topology.ts';

export interface EngineParts extends TopologyParts {
  nginx: string;
  port: number;
  brokers: string;
  topic: string;
  operatorToken: string;
  /** Settings of the services, such as WIRING. */
  settings?: Record<string, string>;
}

/** All of the drawing: each box a process of its own, and nothing of it left when `end` has resolved. Kafka alone is somebody else's. */
export async function openEngine(parts: EngineParts) {
  const { nginx: program, port, brokers, topic, operatorToken, settings = {} } = parts;
  const topology = await openTopology(parts);
  const kafka = connectToKafka(brokers);
  const opened: { end(): Promise<unknown> }[] = [];
  /** What the services need until they have ended. */
  const endBehind = async () => {
    await deleteTopic(kafka, topic);
    await topology.end();
  };
  const end = async () => {
    for (const one of opened.toReversed()) await one.end();
    await endBehind();
  };
  try {
    await createTopic(kafka, topic, RETENTION_MS);
    const open = async (name: string, script: string, more: Record<string, string>) => {
      const one = await openInstance(name, join(import.meta.dirname, script), { ...settings, ...more }, printAs(name));
      opened.push(one);
      return one;
    };
    const smtpPort = `${await freePort()}`;
    const mails = await open('mails', 'sink/server.ts', {
      SMTP_PORT: smtpPort,
      MAILBOX: join(topology.folder, 'mails'),
    });
    const shared = {
      ...{ SHARDS: JSON.stringify(topology.shardUrls), SENTINELS: JSON.stringify(topology.sentinels) },
      ...{ KAFKA_BROKERS: brokers, TOPIC: topic, OPERATOR_TOKEN: operatorToken },
    };
    const [first, second, notification] = await Promise.all([
      open('ticket-1', 'tickets/server.ts', { ...shared, INSTANCE: '0' }),
      open('ticket-2', 'tickets/server.ts', { ...shared, INSTANCE: '1' }),
      open('notification', 'mail/server.ts', { ...shared, SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }),
    ]);
    const instances = [first, second, notification, mails];
    const servers = (): Server[] => [
      { name: 'nginx', drawn: 80, port: at(nginx.url), role: 'server', up: true },
      ...instances.map((one, nth) => shown(one, [8080, 8081, 8082, null][nth]!)),
      ...topology.status(),
      { name: 'kafka', drawn: 9095, port: at(`http://${brokers.split(',')[0]}`), role: 'server', up: true },
    ];
    const control = await openControl({ topology, instances, servers, operatorToken });
    opened.push(control);
    const template = join(topology.folder, 'nginx.conf');
    const text = await readFile(join(import.meta.dirname, 'nginx.conf'), 'utf8');
    await writeFile(template, text.replace('CONTROL_URL', control.url).replace('MAILS_URL', mails.url));
    const upstreams = [first.url, second.url];
    const nginx = await openNginx({ nginx: program, port, template, upstreams, print: printAs('nginx') });
    opened.push(nginx);
    const processes = { nginx, tickets: [first, second] as const, notification, mails };
    return { ...processes, url: nginx.url, topology, servers, end, endBehind };
  } catch (error) {
    await end();
    throw error;
  }
}

export type Engine = Awaited<ReturnType<typeof openEngine>>;

/** Nobody reads it any more. Where Kafka is away it stays, and its records end by their retention. */
async function deleteTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin({ retry: { retries: 0 } });
  const deleting = admin.connect().then(() => admin.deleteTopics({ topics: [topic] }));
  await within(3_000, deleting).catch(() => {});
  await admin.disconnect();
}

const at = (url: string) => Number(new URL(url).port);

const shown = (one: Instance, drawn: number | null): Server => ({
  ...{ name: one.name, drawn, port: at(one.url), role: 'server', up: one.isUp() },
});

/** In the drawing, and here. */
export const tableOf = (servers: Server[]): string =>
  [
    'in the drawing  here   name             role     up',
    ...servers.map(({ name, drawn, port, role, up }) =>
      [`${drawn ?? '-'}`.padEnd(16), `${port}`.padEnd(7), name.padEnd(17), role.padEnd(9), up ? 'yes' : 'no'].join(''),
    ),
  ].join('\n');
