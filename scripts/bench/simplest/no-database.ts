/** The simplest Ticketmaster's own routes, all that they check and answer, over a box office that touches no database. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { app, listen } from '../../../ticketmaster/common/http.ts';
import type { BoxOffice } from '../../../ticketmaster/simplest-implementation/box-office.ts';
import { orderRoutes } from '../../../ticketmaster/simplest-implementation/routes.ts';

const refuse = () => Promise.reject(new Error('this box office only pretends to reserve'));

const pretending: BoxOffice = {
  async reserve(_key, { userId, eventId, seatIds }) {
    await nextTurn(); // an answer that waits for a database comes later too; one in the same turn is slower, oddly
    return {
      outcome: 'RESERVED',
      order: {
        ...{ orderId: '01990000-0000-7000-8000-000000000000', userId, eventId, seatIds, status: 'RESERVED' },
        ...{ expiresAt: '2027-01-01T12:00:00.000Z', totalCents: 5000, currency: 'EUR' },
      },
    };
  },
  pay: refuse,
  order: refuse,
  cancel: refuse,
};

const server = await listen(app(orderRoutes(pretending), () => Promise.resolve()));
console.log(`READY ${server.url}`);
