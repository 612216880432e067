import { bearer, sameSecret } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import type { Request } from 'express';

/** From `name:key,name:key`. Answers whose key a request brings; throws 401 where it is nobody's. */
export function clientsOf(text: string): (request: Request) => string {
  const clients = text.split(',').map(one => {
    const [, name, key] = /^([\w-]{1,40}):([\w.~+/=-]{8,200})$/.exec(one.trim()) ?? [];
    if (!name || !key) throw new Error('API_KEYS must be name:key,name:key; each key has 8 letters or more');
    return { name, key };
  });
  return request => {
    const key = bearer(request) ?? '';
    const found = clients.filter(one => sameSecret(one.key, key))[0];
    if (!found) throw new Problem(401, 'unauthorized', 'send your API key as Authorization: Bearer <key>');
    return found.name;
  };
}
