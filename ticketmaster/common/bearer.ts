import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** The token of `Authorization: Bearer <token>` (RFC 6750); undefined where there is none. */
export const bearer = (request: Request): string | undefined =>
  request.get('authorization')?.match(/^Bearer +([\w.~+/=-]{1,4096})$/i)?.[1];

/** Whether two secrets are equal, in a time that tells nothing of either. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** Lets only requests with this token pass; with '' none. */
export function operatorOnly(operatorToken: string): RequestHandler {
  return (request, _response, next) => {
    const token = bearer(request);
    if (!token) throw new Problem(401, 'operator-only', 'send the operator token as Authorization: Bearer <token>');
    if (!operatorToken || !sameSecret(token, operatorToken))
      throw new Problem(403, 'operator-only', 'this is not the OPERATOR_TOKEN that the server was started with');
    next();
  };
}
