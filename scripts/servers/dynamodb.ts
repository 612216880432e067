import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installJars, jarsOf } from './jars.ts';
import type { Kind, Place } from './kind.ts';

/**
 * Amazon's own DynamoDB Local. It keeps its tables in an SQLite file.
 *
 * Where it is not DynamoDB: one transaction runs after the other, so none is ever refused with TransactionConflict; and a
 * kill -9 may take back, whole, the last transaction it answered for.
 */
export const dynamodb: Kind = {
  title: 'DynamoDB Local, an emulator of Amazon DynamoDB',
  instances: 1,
  port: 91,
  variable: 'DYNAMODB_ENDPOINT',
  url: port => `http://127.0.0.1:${port}`,
  composeFile: 'docker-compose.localstack.yml',
  heavy: true,
  composeService: 'localstack',
  composePort: 81, // there it shares a port with SQS

  install: say => installJars('dynamodb', say),

  async prepare(place) {
    mkdirSync(place.data, { recursive: true });
    rmSync(native(place), { recursive: true, force: true }); // what a killed one left
    mkdirSync(native(place));
  },

  launch: place => ({
    command: 'java',
    args: [
      ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'], // small, soon up, no file in /tmp
      `-Dorg.sqlite.tmpdir=${native(place)}`,
      ...['-cp', join(jarsOf('dynamodb'), '*'), 'org.eclipse.jetty.xml.XmlConfiguration'],
      ...[`port=${place.port}`, `data=${place.data}`, join(import.meta.dirname, 'dynamodb.jetty.xml')],
    ],
  }),

  async handshake(url) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        authorization:
          'AWS4-HMAC-SHA256 Credential=lab/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=, Signature=',
      },
      body: '{"Limit":1}',
      signal: AbortSignal.timeout(3_000),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status} to ListTables: ${await response.text()}`);
  },
};

/** Where it unpacks the SQLite of this platform. */
const native = ({ dir }: Place) => join(dir, 'native');
