// Kafka, a mail server of its own, and what runs between the shards and them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { connectToKafka } from '../kafka.ts';
import type { Received } from '../sink/mailbox.ts';

export interface MailServer extends Instance {
  smtpUrl: string;
  mails(): Promise<Received[]>;
  /** With all mails. */
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const port = await freePort();
  const script = join(import.meta.dirname, '../sink/server.ts');
  const one = await openInstance('mails', script, { SMTP_PORT: `${port}`, MAILBOX: join(folder, 'mails') });
  return {
    ...one,
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mails: async () => ((await (await fetch(`${one.url}/api/mails`)).json()) as { mails: Received[] }).mails,
    async close() {
      await one.end();
      await rm(folder, { recursive: true });
    },
  };
}

/** The second Kafka of the lab: the one that tests kill. */
export const KAFKA = 'kafka-2';
export const brokers = () => env.text('KAFKA_BROKERS_2');

export const kafkaForTest = () => ({
  kafka: connectToKafka(brokers()),
  topic: unique('tickets'),
  group: unique('notification'),
});
