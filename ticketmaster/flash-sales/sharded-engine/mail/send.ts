import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Shard } from '../shard.ts';
import { claimDue, type Fate, type Mail, writeDown } from './inbox.ts';

/** Hands a letter to the mail server; rejects when that does not take it, or says nothing. */
export type Post = (letter: SendMailOptions) => Promise<unknown>;

/** @sends ticket-mail */
export function connectToMailServer(url: string): { post: Post; close(): void } {
  const { hostname, port } = new URL(url);
  const transport = createTransport({
    ...{ host: hostname, port: Number(port), pool: true, maxConnections: 4, maxMessages: Infinity },
    ...{ connectionTimeout: 2_000, greetingTimeout: 2_000, socketTimeout: 4_000, ignoreTLS: true },
  });
  transport.on('error', () => {}); // each letter that was on its way is rejected, and tells
  return { post: letter => transport.sendMail(letter), close: () => transport.close() };
}

/**
 * The Message-ID is made of the ticket: whoever gets this letter twice can know it. SMTP itself cannot.
 * @message ticket-mail over mail SMTP, to the buyer
 * @says The confirmation of one ticket.
 * @field to the address of the order
 * @field messageId made of the ticket
 * @field subject the event and the seat
 * @field text the same for a person, with the ticket
 * @word subject
 * @lost Tried again, later and later, until the mail server takes it or refuses it for ever.
 * @twice SMTP cannot know; a reader can, by the same Message-ID.
 * @outside hears the buyer
 */
export const letterOf = ({ ticketId, eventId, seatId, email }: Mail): SendMailOptions => ({
  ...{ from: 'Tickets <tickets@tickets.example>', to: email, messageId: `<${ticketId}@tickets.example>` },
  subject: `Your ticket: ${eventId}, seat ${seatId}`,
  text: `You have seat ${seatId} at ${eventId}.\n\nTicket ${ticketId}\n`,
});

export interface SendingParts {
  shards: Shard[];
  post: Post;
  /** Told between two steps; what it throws happens there. */
  reached?: (step: 'claimed' | 'posted') => unknown;
}

const MOST = 10;

/** Claim, post, write down; who dies after the post has posted some twice, under the same Message-ID. Answers how many were tried. */
export async function sendOnce(
  db: Database,
  { post, reached = () => {} }: Omit<SendingParts, 'shards'>,
): Promise<number> {
  return db.transaction(async tx => {
    const mails = await claimDue(tx, MOST);
    if (mails.length === 0) return 0;
    await reached('claimed');
    const fates = await Promise.all(mails.map(mail => fateOf(mail, post)));
    await reached('posted');
    await writeDown(tx, fates);
    return mails.length;
  });
}

async function fateOf(mail: Mail, post: Post): Promise<Fate> {
  const { ticketId } = mail;
  return post(letterOf(mail)).then(
    () => ({ ticketId, state: 'SENT', said: 'taken' }),
    (error: Error & { responseCode?: number }) => {
      const forEver = (error.responseCode ?? 0) >= 500; // RFC 5321, 4.2.1: 5yz is a permanent refusal
      return { ticketId, state: forEver ? 'REFUSED' : 'PENDING', said: error.message.slice(0, 200) };
    },
  );
}

/** Sends what is due until it is stopped, a batch at a time on each shard. */
export function sending({ shards, ...parts }: SendingParts): () => Promise<void> {
  const stops = shards.map(shard =>
    repeat(100, 'Sending mails', async stop => {
      while (!stop.aborted && (await sendOnce(shard.primary(), parts)) > 0);
    }),
  );
  return async () => void (await Promise.all(stops.map(stop => stop())));
}
