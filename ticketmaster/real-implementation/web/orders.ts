import { get, me } from './api.ts';
import { h, show } from './dom.ts';
import { money } from './format.ts';
import type { OrderShown } from './shapes.ts';

const words: Record<string, string> = {
  RESERVED: 'Held, not paid',
  CONFIRMED: 'Tickets',
  EXPIRED: 'Time was over',
  CANCELLED: 'Cancelled',
  PAYMENT_FAILED: 'Not paid',
  REFUNDED: 'Given back',
};

export async function ordersScreen(): Promise<void> {
  await me();
  const { orders } = (await get('/api/orders')) as { orders: OrderShown[] };
  const rows = orders.map(order =>
    h(
      'li',
      {},
      h(
        'a',
        { class: 'card order', href: `/orders/${order.orderId}` },
        h(
          'strong',
          {},
          `${order.seatIds.length} ${order.seatIds.length === 1 ? 'seat' : 'seats'}, ${money(order.totalCents, order.currency)}`,
        ),
        h('span', { class: `state ${order.status.toLowerCase()}` }, words[order.status] ?? 'Payment on its way'),
      ),
    ),
  );
  show(
    'My orders',
    h(
      'div',
      { class: 'narrow' },
      h('h1', {}, 'My orders'),
      orders.length
        ? h('ul', { class: 'rows' }, ...rows)
        : h('p', { class: 'card notice' }, 'None yet. ', h('a', { href: '/' }, 'See what is on')),
    ),
  );
}
