import { h } from './dom.ts';
import { day, hour, money, seatName } from './format.ts';
import type { OrderShown, ShowShown } from './shapes.ts';

/** The tickets of an order that was paid, each with its code for the door. */
export function ticketList(order: OrderShown, event: ShowShown, refund: () => unknown): Node[] {
  const rows = order.tickets.map(({ ticketId, seatId, status }) => {
    const code = {
      src: `/api/tickets/${ticketId}/qr.svg`,
      alt: `QR code for ${seatName(seatId)}`,
      width: 200,
      height: 200,
    };
    return h(
      'li',
      { class: `card ticket ${status.toLowerCase()}` },
      status === 'VALID' ? h('img', code) : h('p', { class: 'quiet' }, 'Given back'),
      h(
        'div',
        {},
        h('h3', {}, status === 'VALID' ? h('a', { href: `/tickets/${ticketId}` }, seatName(seatId)) : seatName(seatId)),
        h('p', {}, event.name),
        h('p', { class: 'quiet' }, `${day(event.startsAt)}, ${hour(event.startsAt)}`),
        h('p', { class: 'quiet' }, `${event.venue.name}, ${event.venue.city}`),
      ),
    );
  });
  return [
    h('h2', {}, 'You are going!'),
    h('p', {}, `Paid ${money(order.totalCents - order.refundedCents, order.currency)}. Show the code at the door.`),
    h('ul', { class: 'tickets' }, ...rows),
    h('button', { onclick: refund }, 'Give the tickets back'),
  ];
}
