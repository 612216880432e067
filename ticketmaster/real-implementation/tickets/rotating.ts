import { createHmac } from 'node:crypto';
import { sameSecret } from '@ticketmaster/common/bearer';

/** So long a code is shown, in seconds. */
export const STEP_S = 15;

/** So many steps a code may be old, or early: clocks of phones are wrong, and people are slow. */
const SLACK = 1;

/**
 * A code that changes: `<code>.<step>.<proof>`. The step counts 15 s since 1970; the proof is an HMAC-SHA-256 of it, by a secret that only the
 * ticket's own page has. The page makes new ones without asking us (web/rotating-code.ts), and a picture of one is soon worth nothing. This is
 * what a time-based one-time password is (RFC 6238), with a longer proof.
 */
export const rotating = (code: string, secret: string, now: number): string => {
  const step = Math.floor(now / 1_000 / STEP_S);
  return `${code}.${step}.${proofOf(secret, step)}`;
};

/** `nowMs` away from the step by more than one: stale. A proof that is not of that step: forged. */
export function freshnessOf(secret: string, step: string, proof: string, now: number): 'fresh' | 'stale' | 'forged' {
  if (!/^\d{1,12}$/.test(step) || !sameSecret(proof, proofOf(secret, Number(step)))) return 'forged';
  return Math.abs(Number(step) - Math.floor(now / 1_000 / STEP_S)) <= SLACK ? 'fresh' : 'stale';
}

/** Its first 12 bytes: nobody guesses 96 bits, and the QR code stays small. */
const proofOf = (secret: string, step: number): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(`${step}`)
    .digest()
    .subarray(0, 12)
    .toString('base64url');
