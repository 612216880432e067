import { get, me } from './api.ts';
import { h, show, tell } from './dom.ts';
import { day, hour, seatName } from './format.ts';
import type { ShowShown } from './shapes.ts';

interface TicketShown {
  ticketId: string;
  eventId: string;
  seatId: string;
  status: string;
  code: string | null;
}

/** One ticket, as large as the screen is: what is held up at the door. */
export async function ticketScreen(signal: AbortSignal, ticketId: string): Promise<void> {
  await me();
  const { eventId, seatId, status, code } = (await get(`/api/tickets/${ticketId}`)) as TicketShown;
  const event = (await get(`/api/events/${eventId}`)) as ShowShown;
  if (signal.aborted) return;
  const image = {
    src: `/api/tickets/${ticketId}/qr.svg`,
    alt: `QR code for ${seatName(seatId)}`,
    width: 320,
    height: 320,
  };
  const copy = async () => {
    await navigator.clipboard.writeText(code!);
    tell('The code is copied');
  };
  show(
    `Ticket for ${event.name}`,
    h(
      'section',
      { class: 'card narrow ticket-alone' },
      h('h1', {}, event.name),
      h('p', {}, `${day(event.startsAt)}, ${hour(event.startsAt)} · ${event.venue.name}, ${event.venue.city}`),
      code ? h('img', image) : h('p', { class: 'notice card' }, notValid[status] ?? 'This ticket opens no door.'),
      h('h2', {}, seatName(seatId)),
      code && h('p', { class: 'code' }, code),
      code && h('button', { onclick: copy }, 'Copy the code'),
    ),
  );
}

const notValid: Record<string, string> = {
  ISSUED: 'This ticket is not valid yet: its payment is on its way.',
  VOID: 'This ticket was given back, and opens no door.',
};
