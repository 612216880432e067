import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installJars, jarsOf } from './jars.ts';
import type { Kind } from './kind.ts';

const VERSION = '1.7.1';

/** ElasticMQ speaks the protocol of Amazon SQS. */
export const sqs: Kind = {
  title: 'ElasticMQ, an emulator of Amazon SQS',
  instances: 2,
  port: 81,
  variable: 'SQS_ENDPOINT',
  url: port => `http://127.0.0.1:${port}`,
  composeFile: 'docker-compose.localstack.yml',
  composeService: 'localstack',

  async install(say) {
    await installJars('sqs', say);
    return VERSION;
  },

  async prepare({ data }) {
    mkdirSync(data, { recursive: true });
  },

  launch: ({ data, port }) => ({
    command: 'java',
    args: [
      ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
      ...Object.entries({
        'rest-sqs.bind-hostname': '127.0.0.1',
        'rest-sqs.bind-port': port,
        'node-address.host': '127.0.0.1', // the address inside queue URLs
        'node-address.port': port,
        'aws.region': 'us-east-1',
        'messages-storage.enabled': true,
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
