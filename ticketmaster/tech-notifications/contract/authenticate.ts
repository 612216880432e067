import { bearer } from '@ticketmaster/common/bearer';
import { Problem, requestIdOf } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import type { Request } from 'express';
import { z } from 'zod';
import type { Queue } from './queue.ts';

/** Which visitor asks. Throws a Problem 401 or 403. A composition answers by its sessions; the lessons by `byKey`. */
export type Authenticate = (request: Request) => Promise<string>;

export const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
export const aVisitor = z.strictObject({ visitorId: id });

/** The visitor of the path, who is the one that asks; 403 for another's, and the same for a visitor who is not there, so that nobody learns who is. */
export async function theirOwn(authenticate: Authenticate, request: Request): Promise<string> {
  const { visitorId } = valid(aVisitor, { visitorId: request.params.visitorId });
  if ((await authenticate(request)) !== visitorId)
    throw wrongVisitor(request, visitorId, `only ${visitorId} may ask for this`);
  return visitorId;
}

/**
 * The lessons' stand-in for sessions: whoever joined first under a visitorId has said what its key is, and whoever shows that key is the
 * visitor (trust on first use).
 */
export const byKey =
  (queue: Pick<Queue, 'isKeyOf'>, keyIn: (request: Request) => string = keyOf): Authenticate =>
  async request => {
    const { visitorId } = valid(aVisitor, { visitorId: request.params.visitorId });
    if (!(await queue.isKeyOf(visitorId, keyIn(request)))) throw wrongVisitor(request, visitorId);
    return visitorId;
  };

const keyShape = /^[\w.~-]{16,128}$/;

export function keyOf(request: Request): string {
  const key = bearer(request);
  if (key !== undefined && keyShape.test(key)) return key;
  const detail = 'send a key of your own, 16 to 128 letters and digits, as Authorization: Bearer <key>';
  throw new Problem(401, 'key-required', detail);
}

/** Logged, without the key: who tries doors is worth knowing. */
export function wrongVisitor(
  request: Request,
  visitorId: string,
  detail = `this is not the key that ${visitorId} joined with`,
): Problem {
  const at = { time: new Date().toISOString(), requestId: requestIdOf(request) };
  console.error(JSON.stringify({ ...at, refused: 'wrong-visitor', visitorId, where: request.path }));
  return new Problem(403, 'wrong-visitor', detail);
}
