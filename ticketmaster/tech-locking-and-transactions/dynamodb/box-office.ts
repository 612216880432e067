import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { auditOf } from '@ticketmaster/locking/audit';
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { conditional } from './conditional.ts';
import { eventOf, putOnSale, seatsOf, storedFor } from './events.ts';
import { shownOrder } from './orders.ts';
import { type Lease, recovery } from './recovery.ts';
import { openTable } from './table.ts';
import { transactional } from './transactional.ts';
import { unsafe } from './unsafe.ts';

/** Everything in one table of DynamoDB: seats, orders, tickets and money. Each office that is opened has a connection of its own. */
export function dynamodbBoxOffice(
  connect: () => DynamoDBClient,
  { tableName = 'locking_dynamodb', leaseMs = 2_000, now = Date.now }: { tableName?: string } & Partial<Lease> = {},
): OpenBoxOffice {
  const lease = { leaseMs, now };
  return async () => {
    const dynamodb = connect();
    const table = await openTable(dynamodb, tableName);
    return {
      ways: { transactional: transactional(table), conditional: conditional(table, lease), unsafe: unsafe(table) },
      putOnSale: (eventId, seatIds, priceCents) => putOnSale(table, eventId, seatIds, priceCents),

      async seats(eventId) {
        const event = await eventOf(table, eventId);
        const seats = event && (await seatsOf(table, event));
        return seats?.map(({ seatId, orderId }) => ({ seatId, status: orderId ? 'SOLD' : 'AVAILABLE' }));
      },

      order: orderId => shownOrder(table, orderId),

      async audit(eventId) {
        const stored = await storedFor(table, eventId);
        return stored && auditOf(stored);
      },

      recover: () => recovery(table, lease).recover(),
      close: async () => dynamodb.destroy(),
    };
  };
}
