import { call, endAttempt, get, isDecided, kept, keyFor, me, Refused } from './api.ts';
import { checkout, heldSeats } from './checkout.ts';
import { failure, go, h, show, tell } from './dom.ts';
import { day, declinedBecause, hour } from './format.ts';
import type { OrderShown, ShowShown } from './shapes.ts';
import { ticketList } from './tickets.ts';

const ended: Record<string, string> = {
  EXPIRED: 'The time for these seats is over, and they are free for others again. You were not charged.',
  CANCELLED: 'This order was cancelled. You were not charged.',
  PAYMENT_FAILED: 'The payment was not possible, and the seats are free again. You were not charged.',
  REFUNDED: 'You gave these tickets back, and your money is on its way to you.',
};

const ASK_EVERY_MS = 3_000;

/** An order from its hold to its tickets; whoever comes back to it goes on where they were. */
export async function orderScreen(signal: AbortSignal, orderId: string): Promise<void> {
  await me();
  let order = (await get(`/api/orders/${orderId}`)) as OrderShown;
  const event = (await get(`/api/events/${order.eventId}`)) as ShowShown;
  const body = h('div');
  const problem = h('div', { role: 'alert' });
  let view = new AbortController(); // what is drawn now, with its timers and streams
  signal.addEventListener('abort', () => view.abort());

  async function again(): Promise<void> {
    order = (await get(`/api/orders/${orderId}`)) as OrderShown;
    draw();
  }

  function begin(): AbortSignal {
    view.abort();
    view = new AbortController();
    return view.signal;
  }

  function draw(): void {
    if (signal.aborted) return;
    const { status } = order;
    const during = begin();
    if (status === 'RESERVED')
      body.replaceChildren(checkout(order, { pay, giveBack, over: () => orSay(again), signal: during }));
    else if (status === 'CONFIRMED') body.replaceChildren(...ticketList(order, event, refund));
    else if (ended[status]) body.replaceChildren(noTickets());
    else body.replaceChildren(deciding(during));
    focusHeading();
  }

  /** What had the focus may be gone. */
  function focusHeading(): void {
    const heading = body.querySelector('h2');
    if (!heading || !body.isConnected || document.activeElement !== document.body) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  const noTickets = () =>
    h(
      'section',
      { class: 'card notice' },
      h('h2', {}, 'No tickets'),
      h('p', {}, ended[order.status]!),
      h('a', { class: 'button', href: `/events/${order.eventId}` }, 'Choose other seats'),
    );

  /** Does it; what goes wrong is said, and the order is drawn as it is known. */
  async function orSay(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      say((error as Error).message);
      draw();
    }
  }

  function say(text: string): void {
    problem.replaceChildren(failure(text));
  }

  /** Only an answer ends the attempt: without one, the same card is the same attempt, also after a reload. */
  async function pay(paymentMethod: string): Promise<void> {
    const attempt = `pay ${orderId} ${paymentMethod}`;
    problem.replaceChildren();
    body.replaceChildren(deciding(begin()));
    try {
      const { status, body: paid } = await call('POST', `/api/orders/${orderId}/confirm`, {
        body: { paymentMethod },
        key: keyFor(attempt),
        admission: kept.get(`admission ${order.eventId}`),
        until: signal,
      });
      if (status === 200) endAttempt(attempt);
      order = paid;
      draw();
    } catch (error) {
      if (isDecided(error)) endAttempt(attempt);
      await orSay(again);
      if (order.status === 'RESERVED' && (error as Refused).status !== 402) say(whyNot(error as Error));
      if (order.declined) tell(`The card was declined: ${declinedBecause(order.declined)}`);
    }
  }

  /**
   * Hears how it ends: by the stream, and by asking where that breaks.
   * @hears order
   */
  function deciding(during: AbortSignal): HTMLElement {
    const stream = new EventSource(`/api/orders/${orderId}/stream`);
    let isLooking = false;
    const look = async () => {
      if (isLooking) return;
      isLooking = true;
      const now = (await get(`/api/orders/${orderId}`).catch(() => undefined)) as OrderShown | undefined;
      isLooking = false;
      if (during.aborted || !now || now.status === order.status) return;
      order = now;
      draw();
    };
    const asking = setInterval(() => void look(), ASK_EVERY_MS);
    stream.addEventListener('order', () => void look());
    during.addEventListener('abort', () => {
      stream.close();
      clearInterval(asking);
    });
    return h(
      'section',
      { class: 'card', 'aria-busy': 'true' },
      h('h2', {}, order.status === 'REFUNDING' ? 'Your money is on its way back' : 'Your payment is on its way'),
      heldSeats(order),
      h('p', {}, 'You may close this page: nothing is lost, and “My orders” will tell.'),
      h('progress', { 'aria-label': 'Waiting for the payment' }),
    );
  }

  const giveBack = () =>
    orSay(async () => {
      await call('POST', `/api/orders/${orderId}/cancel`, { key: keyFor(`cancel ${orderId}`) });
      if (!signal.aborted) go(`/events/${order.eventId}`);
    });

  const refund = () =>
    orSay(async () => {
      if (!window.confirm('Give all tickets back, for your money?')) return;
      await call('POST', `/api/orders/${orderId}/refund`, { key: keyFor(`refund ${orderId}`) });
      await again();
    });

  draw();
  show(
    event.name,
    h(
      'div',
      { class: 'narrow' },
      h('h1', {}, event.name),
      h(
        'p',
        { class: 'quiet' },
        `${event.performer} · ${day(event.startsAt)}, ${hour(event.startsAt)} · ${event.venue.name}`,
      ),
      problem,
      body,
    ),
  );
}

/** Of an order that is still held. A declined card is said beside the seats. */
function whyNot(error: Error): string {
  if (!(error instanceof Refused)) return error.message;
  if (error.type === 'not-admitted' || error.type === 'admission-required')
    return 'Your turn is over, so this order cannot be paid any more. Nothing was charged.';
  return error.message;
}
