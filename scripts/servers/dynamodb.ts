import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ofPlatform, versionOf } from './install.ts';
import type { Kind } from './kind.ts';

/**
 * Dynoxide, an open-source emulator of DynamoDB: one program, from an npm package for each platform. It keeps its tables in an
 * SQLite file, and writes before it answers.
 *
 * Where it is not DynamoDB: one write runs after the other, so none is ever refused with TransactionConflict; it has no
 * partitions, no limits and no regions; and reads of an index are never late.
 */
export const dynamodb: Kind = {
  title: 'Dynoxide, an emulator of Amazon DynamoDB',
  instances: 1,
  port: 91,
  variable: 'DYNAMODB_ENDPOINT',
  url: port => `http://127.0.0.1:${port}`,
  composeFile: 'docker-compose.localstack.yml',

  install: async () => versionOf(program()),

  async prepare({ data }) {
    mkdirSync(data, { recursive: true });
  },

  launch: ({ data, port }) => ({
    command: program(),
    args: ['serve', '--host', '127.0.0.1', '--port', `${port}`, '--db-path', join(data, 'tables.sqlite')],
  }),

  async handshake(url) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=lab/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=, Signature=',
      },
      body: '{"Limit":1}',
      signal: AbortSignal.timeout(3_000),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status} to ListTables: ${await response.text()}`);
  },
};

const program = () =>
  join(dirname(ofPlatform('@dynoxide', 'package.json', 'Set DYNAMODB_ENDPOINT to a DynamoDB of yours')), 'dynoxide');
