/** Who may give orders: only the page that this server has sent, in a browser on this machine. */

import type { RequestHandler } from 'express';
import { z } from 'zod';
import { sameSecret } from '../../ticketmaster/common/bearer.ts';
import { Problem } from '../../ticketmaster/common/problem.ts';
import { valid } from '../../ticketmaster/common/validation.ts';

const nothing = z.strictObject({});

/**
 * Refuses an order that another site's page has sent: it cannot read the token, and its browser says where it comes from. The host is
 * looked at before (common/http.ts). An order has no body and no query.
 */
export function onlyFromThePage(token: string): RequestHandler {
  return (request, _response, next) => {
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`)
      throw new Problem(403, 'another-site', `orders come from the page of this server, and not from ${origin}`);
    if (!sameSecret(request.get('x-lab-token') ?? '', token))
      throw new Problem(
        403,
        'not-from-the-page',
        'send the token of the page as X-Lab-Token; reload it where the server is new',
      );
    valid(nothing, request.body ?? {});
    valid(nothing, request.query);
    next();
  };
}
