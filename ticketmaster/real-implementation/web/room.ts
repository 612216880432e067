import { call, get, kept, Refused, serverNow } from './api.ts';
import { failure, h } from './dom.ts';
import { about } from './format.ts';
import { isAllowed, notify } from './notifying.ts';
import { prequeueView } from './prequeue.ts';
import type { EventShown, PlaceShown } from './shapes.ts';
import { waitingView } from './waiting.ts';

/** How long the line may be silent before it is asked whether there is one. ms */
const PATIENCE_MS = 5_000;

const why: Record<string, string> = {
  NO_SHOW: 'You were away for too long, so your place went to the next.',
  TIMED_OUT: 'Your time to choose has ended.',
  FINISHED: 'You have finished here.',
  LEFT: 'You have left the line.',
};

/** Nobody new may join: there is nothing to try again. */
const closed = () =>
  h(
    'div',
    { role: 'alert' },
    h('h2', {}, 'This line is closed'),
    h('p', {}, 'Those who wait in it are let in one after the other, and nobody else may join.'),
    h('a', { href: '/', class: 'button' }, 'See other shows'),
  );

/**
 * The line in front of a show, and before its sale the pre-queue. Once the visitor is let in, `enter`; where they had to wait for it, it is told
 * aloud. `drawn` is called when the pre-queue has become a line, and again until it says that the number is shown.
 * @hears waiting-room.admitted
 * @hears notification
 */
export async function waitInLine(
  into: HTMLElement,
  event: EventShown,
  userId: string,
  signal: AbortSignal,
  enter: () => void,
  drawn: () => Promise<boolean>,
): Promise<void> {
  const { eventId, name } = event;
  const room = `/api/events/${eventId}/waiting-room/${userId}`;
  let timer: ReturnType<typeof setTimeout>;
  const notice = h('p', { class: 'news', role: 'status' });
  let view: ReturnType<typeof waitingView> | ReturnType<typeof prequeueView> | undefined;
  let isBefore = event.status === 'ANNOUNCED';
  let isNumberDue = false;
  const messages = new EventSource(`/api/visitors/${userId}/stream`);
  messages.addEventListener('notification', ({ data }) => {
    const { type, data: about } = JSON.parse(data);
    if (type === 'waiting-room.admitted' && about.eventId === eventId) void look();
  });
  const end = () => {
    clearTimeout(timer);
    messages.close();
    document.title = `${name} · Ticketmaster`;
  };
  signal.addEventListener('abort', end);

  function draw(...children: Parameters<typeof h>[2][]): void {
    view = undefined;
    document.title = `${name} · Ticketmaster`;
    into.replaceChildren(h('section', { class: 'card line', 'aria-label': 'Waiting line' }, ...children));
  }

  function offer(text: string, hadPlace = false): void {
    draw(
      h('h2', {}, hadPlace ? 'Your place in line has ended' : 'There is a line for this show'),
      h('p', { role: hadPlace && 'alert' }, text),
      h(
        'p',
        { class: 'quiet' },
        'First come, first served. Once you are in you have some minutes to choose and pay. You may reload this page, or come back to it: your place is kept, and a second tab moves nobody forward.',
      ),
      h('button', { class: 'main', onclick: join }, hadPlace ? 'Join again' : 'Join the line'),
    );
  }

  function offerPrequeue(): void {
    draw(
      h('h2', {}, 'The sale has not begun yet'),
      h(
        'p',
        {},
        'You may wait for it in the pre-queue. The order is drawn at the opening, coming early does not help.',
      ),
      h('button', { class: 'main', onclick: join }, 'Enter the pre-queue'),
    );
  }

  async function join(): Promise<void> {
    const button = into.querySelector('button');
    if (button) button.disabled = true;
    try {
      await call('POST', room, { until: signal });
      await look();
    } catch (error) {
      const isClosed = error instanceof Refused && error.type === 'line-closed';
      draw(isClosed ? closed() : failure((error as Error).message, join));
    }
  }

  async function leave(): Promise<void> {
    clearTimeout(timer);
    try {
      await call('DELETE', room);
      if (isBefore) offerPrequeue();
      else offer('You have left. You may join again, at its end.');
    } catch {
      await look(); // still in line
    }
  }

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (signal.aborted) return;
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const place = (await get(room, patience).catch(error => error)) as PlaceShown | Error;
    if (signal.aborted) return;
    if (place instanceof Error && patience.aborted) return lookForLine();
    clearTimeout(timer); // a message and a poll may look at once
    if (place instanceof Refused && place.status === 404 && isBefore) return offerPrequeue();
    if (place instanceof Refused && place.status === 404)
      return offer('Many want to see it, so seats are given out in turn.');
    if (place instanceof Error) return draw(failure(place.message, look));
    if (isBefore && place.state !== 'PREQUEUE') {
      isBefore = false;
      if (place.state === 'WAITING') view = undefined;
      isNumberDue = true;
    }
    if (isNumberDue) void drawn().then(isShown => (isNumberDue = !isShown));
    if (place.state === 'EXPIRED') return offer(why[place.reason ?? ''] ?? 'Your place has ended.', true);
    if (place.state === 'ADMITTED') return admitted(place);
    if (!view) {
      const next = isBefore ? prequeueView(event, leave) : waitingView(name, leave);
      draw(notice, next.element);
      view = next;
    }
    view.draw(place);
    const { notice: said = '' } = place;
    if (notice.textContent !== said) notice.textContent = said; // the same words are not read out again
    timer = setTimeout(look, 1_000 * (place.pollAfterSeconds ?? 2));
  }

  /** The line does not answer for long. Perhaps it is lost, and the operator lets everybody in meanwhile. */
  async function lookForLine(): Promise<void> {
    const now = (await get(`/api/events/${eventId}`, signal).catch(() => event)) as EventShown;
    if (signal.aborted) return;
    if (now.status !== 'ON_SALE' || now.waitingRoom) return look();
    end();
    enter();
  }

  function admitted({ admissionToken, expiresAt }: PlaceShown): void {
    if (messages.readyState === EventSource.CLOSED && !view) return; // was told twice
    const waited = view !== undefined;
    view = undefined;
    end();
    kept.set(`admission ${eventId}`, admissionToken!);
    kept.set(`admitted until ${eventId}`, expiresAt!);
    const left = (Date.parse(expiresAt!) - serverNow()) / 1_000;
    if (waited && isAllowed()) notify(`It is your turn: ${name}`, `You have ${about(left)} to choose and pay.`);
    enter();
  }

  await look();
}
