import { generate } from 'lean-qr';
import { toSvg } from 'lean-qr/extras/svg';
import { get, me } from './api.ts';
import { h, show, tell } from './dom.ts';
import { day, hour, seatName } from './format.ts';
import { type Rotation, rotatingCode } from './rotating-code.ts';
import type { ShowShown } from './shapes.ts';

interface TicketShown {
  ticketId: string;
  eventId: string;
  seatId: string;
  status: string;
  code: string | null;
  rotation: Rotation | null;
}

/** One ticket, as large as the screen is: what is held up at the door. */
export async function ticketScreen(signal: AbortSignal, ticketId: string): Promise<void> {
  await me();
  const { eventId, seatId, status, code, rotation } = (await get(`/api/tickets/${ticketId}`)) as TicketShown;
  const event = (await get(`/api/events/${eventId}`)) as ShowShown;
  if (signal.aborted) return;
  const picture = h('div', { class: 'qr', role: 'img', 'aria-label': `QR code for ${seatName(seatId)}` });
  const text = h('p', { class: 'code' });
  let shown = '';
  const draw = (now: string) => {
    if (now === shown) return;
    shown = now;
    picture.replaceChildren(toSvg(generate(now), document, { on: 'black', off: 'white' }));
    text.textContent = now;
  };
  const changing = code && rotation && (await rotatingCode(code, rotation));
  if (changing) {
    const look = async () => draw(await changing(Date.now()));
    await look();
    const timer = setInterval(() => void look(), 1_000);
    signal.addEventListener('abort', () => clearInterval(timer));
  } else if (code) draw(code);
  const copy = async () => {
    await navigator.clipboard.writeText(shown);
    tell('The code is copied');
  };
  show(
    `Ticket for ${event.name}`,
    h(
      'section',
      { class: 'card narrow ticket-alone' },
      h('h1', {}, event.name),
      h('p', {}, `${day(event.startsAt)}, ${hour(event.startsAt)} · ${event.venue.name}, ${event.venue.city}`),
      code ? picture : h('p', { class: 'notice card' }, notValid[status] ?? 'This ticket opens no door.'),
      h('h2', {}, seatName(seatId)),
      changing &&
        h(
          'p',
          { class: 'quiet' },
          `The code changes every ${rotation.everySeconds} seconds, also without a network. A picture of it is soon worth nothing.`,
        ),
      code && text,
      code && h('button', { onclick: copy }, 'Copy the code'),
    ),
  );
}

const notValid: Record<string, string> = {
  ISSUED: 'This ticket is not valid yet: its payment is on its way.',
  VOID: 'This ticket was given back, and opens no door.',
};
