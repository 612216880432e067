import { createHmac } from 'node:crypto';
import { sameSecret } from '@ticketmaster/common/bearer';
import type { Secret } from './admission-token.ts';

export interface PlaceTokens {
  /** Always the same token for the same place. */
  sign(eventId: string, visitorId: string, number: number): Promise<string>;
  /** The number of the place; undefined where this is no token of ours for that visitor of that event. */
  verify(eventId: string, visitorId: string, token: string): Promise<number | undefined>;
}

/**
 * What a join gives out: whoever holds it may look after the place, give it up, and finish. The number of the place and an HMAC-SHA256
 * over event, visitor and number: it opens nothing else, and can be made again for one whose answer was lost.
 */
export function placeTokens(secret: Secret): PlaceTokens {
  async function sign(eventId: string, visitorId: string, number: number): Promise<string> {
    const mac = createHmac('sha256', await secret()).update(`place ${eventId} ${visitorId} ${number}`);
    return `${number}.${mac.digest('base64url')}`;
  }
  return {
    sign,
    async verify(eventId, visitorId, token) {
      const number = Number(token.match(/^([1-9]\d{0,14})\./)?.[1]);
      if (!number) return undefined;
      return sameSecret(token, await sign(eventId, visitorId, number)) ? number : undefined;
    },
  };
}
