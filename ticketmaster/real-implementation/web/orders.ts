import { get, me } from './api.ts';
import { h, show } from './dom.ts';
import { day, hour, money, plural } from './format.ts';
import type { OrderShown, ShowShown } from './shapes.ts';

const words: Record<string, string> = {
  RESERVED: 'Held, not paid',
  CONFIRMED: 'Tickets',
  EXPIRED: 'Time was over',
  CANCELLED: 'Cancelled',
  PAYMENT_FAILED: 'Not paid',
  REFUNDED: 'Given back',
};

export async function ordersScreen(signal: AbortSignal): Promise<void> {
  await me();
  const { orders } = (await get('/api/orders')) as { orders: OrderShown[] };
  const eventIds = [...new Set(orders.map(({ eventId }) => eventId))];
  const events = new Map(await Promise.all(eventIds.map(async eventId => [eventId, await eventOf(eventId)] as const)));
  if (signal.aborted) return;
  show(
    'My orders',
    h(
      'div',
      { class: 'narrow' },
      h('h1', {}, 'My orders'),
      orders.length
        ? h('ul', { class: 'rows' }, ...orders.map(order => row(order, events.get(order.eventId))))
        : h('p', { class: 'card notice' }, 'None yet. ', h('a', { href: '/' }, 'See what is on')),
    ),
  );
}

/** An order is told without its event where that cannot be had. */
const eventOf = (eventId: string) =>
  get(`/api/events/${eventId}`).catch(() => undefined) as Promise<ShowShown | undefined>;

const row = (order: OrderShown, event?: ShowShown) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'card order', href: `/orders/${order.orderId}` },
      event && h('img', { src: event.poster, alt: '', width: 60, height: 80, loading: 'lazy' }),
      h(
        'span',
        { class: 'about-order' },
        h('strong', {}, event?.name ?? 'An event'),
        event && h('span', { class: 'quiet' }, `${day(event.startsAt)}, ${hour(event.startsAt)} · ${event.venue.name}`),
        h('span', {}, `${plural(order.seatIds.length, 'seat')}, ${money(order.totalCents, order.currency)}`),
      ),
      h('span', { class: `state ${order.status.toLowerCase()}` }, words[order.status] ?? 'Payment on its way'),
    ),
  );
