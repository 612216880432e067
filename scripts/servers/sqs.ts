import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installJars, jarsOf } from './jars.ts';
import type { Kind } from './kind.ts';

/**
 * ElasticMQ speaks the protocol of Amazon SQS. What it answered for is in a file (H2), so that a kill -9 loses no message.
 *
 * Where it is not SQS: StartMessageMoveTask moves nothing out of a FIFO queue. And a restart forgets which groups are locked
 * by a message in flight, and the deduplication ids of deleted messages.
 */
export const sqs: Kind = {
  title: 'ElasticMQ, an emulator of Amazon SQS',
  instances: 2,
  port: 81,
  variable: 'SQS_ENDPOINT',
  url: port => `http://127.0.0.1:${port}`,
  composeFile: 'docker-compose.localstack.yml',
  heavy: true,
  composeService: 'localstack', // there both are one
  composePort: 81,

  install: say => installJars('sqs', say),

  async prepare({ data }) {
    mkdirSync(data, { recursive: true });
  },

  launch: ({ data, port }) => ({
    command: 'java',
    args: [
      ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'], // small, soon up, no file in /tmp
      ...Object.entries({
        'rest-sqs.bind-hostname': '127.0.0.1',
        'rest-sqs.bind-port': port,
        'node-address.host': '127.0.0.1', // the address inside queue URLs
        'node-address.port': port,
        'aws.region': 'us-east-1',
        // Nobody sends to this one. It is listed together with the queues read from the file, some time after the port is open.
        'queues.restored.fifo': false,
        'messages-storage.enabled': true,
        // No answer before the write; and old pages are used again at once: kept for 45 s, they fill gigabytes.
        'messages-storage.uri': `jdbc:h2:${join(data, 'messages')};WRITE_DELAY=0;RETENTION_TIME=0`,
      }).map(([name, value]) => `-D${name}=${value}`),
      ...['-cp', join(jarsOf('sqs'), '*'), 'org.elasticmq.server.Main'],
    ],
  }),

  async handshake(url) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' },
      body: '{}',
      signal: AbortSignal.timeout(3_000),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status} to ListQueues`);
  },
};
