import { type ClientParts, clientOf } from '@ticketmaster/flash-sales/client';
import type { Shop } from '@ticketmaster/flash-sales/shop';
import { seatName } from '../tickets.ts';

/** The calls of this lesson, as the whole family sees them: a unit is a seat. */
export function shopAt(url: string, parts: ClientParts): Shop {
  const { call, asOperator, close } = clientOf(url, parts);
  return {
    close,
    putOnSale: (eventId, seats) => asOperator('POST', '/api/events', { eventId, seats }),
    view: eventId => call('GET', `/api/events/${eventId}/seats`),
    purchase(eventId, key, unit) {
      const wish = { seatId: seatName(unit + 1), userId: `user-${key}`, email: `${key}@fans.example` };
      return call('POST', `/api/events/${eventId}/tickets`, wish, { 'idempotency-key': key });
    },
    stored: ({ body }) => call('GET', `/api/tickets/${body.ticketId}`),
    async audit(eventId) {
      const { tickets: confirmed, oversold } = (await asOperator('GET', `/api/events/${eventId}/audit`)).body;
      return { confirmed, oversold };
    },
  };
}
