import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { Connection } from '@ticketmaster/postgres/database';
import { z } from 'zod';
import { freshnessOf } from './rotating.ts';

/** What the code of a ticket says. */
export interface TicketFacts {
  ticketId: string;
  eventId: string;
  seatId: string;
}

export interface TicketCodes {
  /** `<facts>.<signature>`, both base64url: it fits into a QR code, and whoever has the public key checks it without asking us. */
  codeOf(facts: TicketFacts): string;
  /** Of the code that changes: whoever has it shows new ones without us. */
  secretOf(ticketId: string): string;
  /** Undefined for a code that we did not sign, or that was changed. `shown`: whether it changes, and is of this minute. */
  read(code: string, now: number): { facts: TicketFacts; shown: 'fresh' | 'stale' | 'plain' } | undefined;
  /** PEM, for scanners. */
  publicKey: string;
}

const facts = z.tuple([z.uuid(), z.string(), z.string()]);

/** Codes signed with Ed25519 (RFC 8032). The key is drawn by the first server and kept in the database. */
export async function ticketCodes(db: Connection): Promise<TicketCodes> {
  const drawn = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await db.query('insert into ticket_key (private_key) values ($1) on conflict do nothing', [drawn]);
  const { rows } = await db.query<{ private_key: string }>('select private_key from ticket_key');
  return codesWith(createPrivateKey(rows[0]!.private_key));
}

function codesWith(privateKey: KeyObject): TicketCodes {
  const publicKey = createPublicKey(privateKey);
  const secrets = createHash('sha256')
    .update(privateKey.export({ type: 'pkcs8', format: 'der' }))
    .digest();
  const secretOf = (ticketId: string) =>
    createHmac('sha256', secrets).update(`rotating ${ticketId}`).digest('base64url');
  return {
    secretOf,
    codeOf({ ticketId, eventId, seatId }) {
      const payload = Buffer.from(JSON.stringify([ticketId, eventId, seatId])).toString('base64url');
      return `${payload}.${sign(null, Buffer.from(payload), privateKey).toString('base64url')}`;
    },
    read(code, now) {
      const [payload, signature, step, proof, ...more] = code.split('.');
      if (!payload || !signature || more.length || (step !== undefined && !proof)) return undefined;
      if (!verify(null, Buffer.from(payload), publicKey, Buffer.from(signature, 'base64url'))) return undefined;
      const parsed = facts.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      if (!parsed.success) return undefined;
      const [ticketId, eventId, seatId] = parsed.data;
      const shown = step === undefined ? 'plain' : freshnessOf(secretOf(ticketId), step, proof!, now);
      return shown === 'forged' ? undefined : { facts: { ticketId, eventId, seatId }, shown };
    },
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
