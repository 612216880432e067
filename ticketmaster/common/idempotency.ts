import type { Request } from 'express';
import { Problem } from './problem.ts';

/** What an idempotency key may be. */
export const aKey = /^[\x21-\x7e]{1,255}$/;

/**
 * The Idempotency-Key of a call that creates or charges (draft-ietf-httpapi-idempotency-key-header): 1 to 255 visible ASCII
 * characters. The same key with the same body gets the same answer again, however often it is sent.
 */
export function idempotencyKey(request: Request): string {
  const key = request.get('idempotency-key');
  if (key !== undefined && aKey.test(key)) return key;
  const detail =
    'Idempotency-Key: this header must be 1 to 255 visible ASCII characters, such as a new UUID for each purchase';
  throw new Problem(400, 'invalid-request', detail, {
    errors: [{ field: 'Idempotency-Key', message: 'missing or malformed' }],
  });
}

/** For a key that came before with another body: a mistake of the client's, whatever it meant to do was not done. */
export const keyReused = () =>
  new Problem(422, 'idempotency-key-reused', 'this Idempotency-Key was used before for another request');
