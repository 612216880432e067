/**
 * The signature of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec 1.0), by hand:
 *
 *   webhook-id         the same in every attempt: what the receiver knows a repetition by
 *   webhook-timestamp  seconds since 1970, of this attempt: what the receiver knows a replay by
 *   webhook-signature  `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; one for each secret, with a space between
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const WINDOW_SECONDS = 300;

/** 32 random bytes; 24 to 64 are allowed. */
export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

export function isSecret(text: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1] ?? '';
  const key = Buffer.from(encoded, 'base64');
  return key.length >= 24 && key.length <= 64 && key.toString('base64') === encoded;
}

/** The headers of one attempt. With two secrets, a receiver that knows either of them will believe it. */
export function signed(secrets: readonly string[], id: string, body: string, now: number): Record<string, string> {
  const timestamp = `${Math.floor(now / 1_000)}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(secret => `v1,${hmac(secret, id, timestamp, body).toString('base64')}`).join(' '),
  };
}

/** Why this is not to be believed, in words without a secret; undefined when it is. `body` as it came, before any parsing. */
export function doubtOf(
  secrets: readonly string[],
  headers: IncomingHttpHeaders,
  body: Buffer,
  now: number,
): string | undefined {
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures,
  } = headers as Record<string, string | undefined>;
  if (!id || !timestamp || !signatures) return 'is not signed';
  if (!/^\d{1,12}$/.test(timestamp)) return 'has no timestamp in seconds';
  const age = Math.floor(now / 1_000) - Number(timestamp);
  if (age > WINDOW_SECONDS) return 'is older than 5 minutes';
  if (age < -WINDOW_SECONDS) return 'is from the future';
  const claimed = signatures
    .split(' ')
    .flatMap(text => (text.startsWith('v1,') ? Buffer.from(text.slice(3), 'base64') : []));
  const right = secrets.map(secret => hmac(secret, id, timestamp, body));
  return right.some(one => claimed.some(other => same(one, other))) ? undefined : 'has a wrong signature';
}

/** timingSafeEqual throws where the lengths differ; the length of a right one is no secret. */
const same = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);

function hmac(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
