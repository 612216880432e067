import { Problem } from '@ticketmaster/common/problem';
import type { RequestHandler } from 'express';

/** Requests that are not answered yet, in this process: then whoever only looks or waits is asked to come again, and then whoever wants seats. */
export const MOST_LOOKING = 150;
export const MOST_HOLDING = 300;
export const MOST = 600;

const MONEY = /^\/api\/(orders\/[^/]+\/(confirm|cancel|refund)|webhooks\/)/;
const HOLD = /^\/api\/events\/[^/]+\/orders$|\/done$/;
/** The operator, who steers when most is asked, and the door. Who has no token for it gets a 401, which costs no more than a refusal. */
const OPERATOR = /^\/api\/(operator\/|check-ins$)/;
const UNWATCHED = new Set(['/metrics', '/api/openapi.json']);

/**
 * Refuses at once what cannot be answered soon. Without it a process that gets more than it can do does nothing any more: each answer comes
 * when its visitor has given up and asks again, so that all work is for nobody (a metastable failure). A refusal costs a tenth of an answer,
 * and what is under way is finished. Money goes first: who pays was let in long ago. The operator is never refused.
 */
export function overload(underWay: () => number): RequestHandler {
  return ({ method, path }, _response, next) => {
    const count = underWay();
    if (count <= MOST_LOOKING || UNWATCHED.has(path)) return next();
    if (method === 'PUT' || method === 'PATCH' || OPERATOR.test(path)) return next(); // only the operator puts and patches
    const most = MONEY.test(path) ? MOST : HOLD.test(path) ? MOST_HOLDING : MOST_LOOKING;
    if (count <= most) return next();
    throw new Problem(503, 'overloaded', 'too many ask at once; nothing was done', { retryable: true });
  };
}
