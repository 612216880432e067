import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installJars, jarsOf } from './jars.ts';
import type { Kind, Place } from './kind.ts';

const run = promisify(execFile);

/** Apache Kafka itself, one node that is broker and controller (KRaft). Its ports: clients, controller. */
export const kafka: Kind = {
  title: 'Apache Kafka',
  instances: 2,
  port: 61,
  portStep: 2,
  ports: [1],
  variable: 'KAFKA_BROKERS',
  url: port => `127.0.0.1:${port}`,
  composeFile: 'ticketmaster/docker-compose.yml',
  heavy: true,
  startSeconds: 120,

  install: say => installJars('kafka', say),

  async prepare(place) {
    mkdirSync(place.data, { recursive: true });
    writeFileSync(propertiesOf(place), properties(place));
    if (existsSync(join(place.data, 'log', 'meta.properties'))) return;
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '--cluster-id',
      'TicketingLearningLab01',
      '--config',
      propertiesOf(place),
    ];
    await run('java', [...soonUp, ...classpath(), ...format, '--ignore-formatted'], { timeout: 60_000 });
  },

  launch: place => ({
    command: 'java',
    args: [
      '-Xmx512m',
      '-XX:-UsePerfData',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ...classpath(),
      'kafka.Kafka',
      propertiesOf(place),
    ],
  }),

  async handshake(url) {
    const { Kafka, logLevel } = await import('kafkajs');
    const admin = new Kafka({
      brokers: [url],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 2_000,
      requestTimeout: 4_000,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      const { controller } = await admin.describeCluster(); // null until it can make topics
      if (controller === null) throw new Error(`${url} has no controller yet`);
    } finally {
      await admin.disconnect();
    }
  },
};

/** For a program that soon ends: a third of the time. The broker itself is given its full speed. */
const soonUp = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const classpath = () => ['-cp', join(jarsOf('kafka'), '*')];
const propertiesOf = ({ data }: Place) => join(data, 'server.properties');

const properties = ({ data, port }: Place) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${port + 1}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(data, 'log')}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
# By default 6 s; tests of a gate that dies wait it out.
group.min.session.timeout.ms=1000
# One that was killed may register again only when its earlier session is over; by default after 9 s.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# One broker can hold one copy; the defaults are three.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
`;
