import { get, kept, me } from './api.ts';
import { chooseSeats } from './choose.ts';
import { failure, h, loading, show, skipToContent } from './dom.ts';
import { day, hour, money } from './format.ts';
import { showDrawn } from './prequeue.ts';
import { waitInLine } from './room.ts';
import type { EventShown } from './shapes.ts';
import { timeToChoose } from './turn.ts';

const priceOf = ({ priceCents, prices, currency }: EventShown) =>
  Object.values(prices).every(price => price === priceCents)
    ? `${money(priceCents, currency)} each`
    : `from ${money(priceCents, currency)}`;

/** A show: first its line, where it has one, and then its seats. */
export async function eventScreen(signal: AbortSignal, eventId: string): Promise<void> {
  const [event, userId] = await Promise.all([get(`/api/events/${eventId}`) as Promise<EventShown>, me()]);
  const place = h('div', { class: 'place' });
  const draw = h('p', { role: 'status' });
  const drawn = () => showDrawn(draw, event, userId);
  show(
    event.name,
    h(
      'article',
      { class: 'event' },
      h('img', { class: 'poster', src: event.poster, alt: '', width: 300, height: 400 }),
      h(
        'div',
        {},
        h('h1', {}, event.name),
        h('p', { class: 'big' }, event.performer),
        h(
          'p',
          { class: 'quiet' },
          `${day(event.startsAt)}, ${hour(event.startsAt)} · ${event.venue.name}, ${event.venue.city}`,
        ),
        h('p', { class: 'price' }, priceOf(event)),
        draw,
      ),
    ),
    place,
  );
  const isBefore = event.status === 'ANNOUNCED' && event.prequeue;
  if (event.status !== 'ON_SALE' && !isBefore) {
    place.replaceChildren(failure(event.status === 'CLOSED' ? 'The sale has ended.' : 'The sale has not begun yet.'));
    return;
  }
  let inside = new AbortController(); // one stay among the seats
  const seats = () => {
    inside.abort();
    inside = new AbortController();
    const during = AbortSignal.any([signal, inside.signal]);
    const choosing = h('div', {}, loading(1, 'wide'));
    place.replaceChildren(...[timeToChoose(eventId, during, line) ?? ''], choosing);
    chooseSeats(choosing, event, during, line).catch((error: Error) => {
      if (!during.aborted) choosing.replaceChildren(failure(error.message, seats));
    });
  };
  /** Also when an admission has ended, or a line was switched on meanwhile. */
  const line = () => {
    inside.abort();
    skipToContent();
    waitInLine(place, event, userId, signal, seats, drawn).catch((error: Error) => {
      if (!signal.aborted) place.replaceChildren(failure(error.message, line));
    });
  };
  if (event.prequeue && !isBefore) void drawn();
  if (isBefore || (event.waitingRoom && !kept.get(`admission ${eventId}`))) line();
  else seats();
}
