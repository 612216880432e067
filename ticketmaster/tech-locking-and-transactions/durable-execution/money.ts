import type { EventPayments } from '@ticketmaster/locking-store/payments';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Movement } from '@ticketmaster/two-phase-payments/audit';
import { ledgerOf } from '@ticketmaster/two-phase-payments/ledger';

/** What an audit asks of the money of an event, from the books of the provider and not from ours. */
export function moneyAtProvider(db: Connection, providerUrl: string): EventPayments {
  async function movements(eventId: string): Promise<Map<string, Movement[]>> {
    const { rows } = await db.query<{ order_id: string }>(
      'select distinct order_id from authorization_at_provider where event_id = $1',
      [eventId],
    );
    const ours = new Set(rows.map(({ order_id }) => order_id));
    return Map.groupBy(await ledgerOf(providerUrl, ours), ({ intentId }) => intentId);
  }
  const sum = (all: Movement[], ...kinds: Movement['kind'][]) =>
    all.reduce((cents, movement) => cents + (kinds.includes(movement.kind) ? movement.cents : 0), 0);

  return {
    async captures(eventId) {
      const kept = [...(await movements(eventId)).values()].map(all => ({
        orderId: all[0]!.orderId!,
        cents: sum(all, 'captured') - sum(all, 'refunded'),
      }));
      return kept.filter(({ cents }) => cents > 0);
    },
    async setAside(eventId) {
      const all = [...(await movements(eventId)).values()];
      return all.filter(one => sum(one, 'authorized') > sum(one, 'captured', 'released')).length;
    },
  };
}
