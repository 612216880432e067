import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import PostalMime from 'postal-mime';

/** A mail as its reader sees it: once, however often it came. */
export interface Received {
  messageId: string;
  to: string;
  subject: string;
  text: string;
  /** How often it was delivered. */
  deliveries: number;
}

export interface Mailbox {
  /** Resolves once the mail is on the disk: what was acknowledged is there after a crash. Its Message-ID again is the same mail. */
  deliver(raw: Buffer): Promise<void>;
  /** Oldest first. */
  mails(): Received[];
  close(): Promise<void>;
}

/**
 * All mails, in one file of a line for each delivery. A line that a crash cut off was not acknowledged, and does not count.
 * @hears ticket-mail
 */
export async function openMailbox(file: string): Promise<Mailbox> {
  await mkdir(dirname(file), { recursive: true });
  const mails = new Map<string, Received>();
  const count = (mail: Omit<Received, 'deliveries'>) => {
    const before = mails.get(mail.messageId);
    mails.set(mail.messageId, { ...mail, deliveries: (before?.deliveries ?? 0) + 1 });
  };
  const kept = await readFile(file, 'utf8').catch(() => '');
  for (const line of kept.split('\n').slice(0, -1)) count(JSON.parse(line));
  const appending = await open(file, 'a');
  const whole = kept.lastIndexOf('\n') + 1;
  await appending.truncate(Buffer.byteLength(kept.slice(0, whole)));

  return {
    async deliver(raw) {
      const { messageId = '', to = [], subject = '', text = '' } = await PostalMime.parse(raw);
      const mail = { messageId, to: to[0]?.address ?? '', subject, text };
      await appending.appendFile(`${JSON.stringify(mail)}\n`);
      await appending.datasync();
      count(mail);
    },
    mails: () => [...mails.values()],
    close: () => appending.close(),
  };
}
