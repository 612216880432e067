import { call, endAttempt, get, kept, keyFor, me, Refused } from './api.ts';
import { cards } from './cards.ts';
import { failure, go, h, show, tell } from './dom.ts';
import { clock, day, hour, money, seatName } from './format.ts';
import type { OrderShown, ShowShown } from './shapes.ts';
import { ticketList } from './tickets.ts';

const ended: Record<string, string> = {
  EXPIRED: 'The time for these seats is over, and they are free for others again. You were not charged.',
  CANCELLED: 'This order was cancelled. You were not charged.',
  PAYMENT_FAILED: 'The payment was not possible, and the seats are free again. You were not charged.',
  REFUNDED: 'You gave these tickets back, and your money is on its way to you.',
};

/** An order from its hold to its tickets; whoever comes back to it goes on where they were. */
export async function orderScreen(signal: AbortSignal, orderId: string): Promise<void> {
  await me();
  let order = (await get(`/api/orders/${orderId}`)) as OrderShown;
  const event = (await get(`/api/events/${order.eventId}`)) as ShowShown;
  const body = h('div');
  const problem = h('div', { role: 'alert' });
  let ticking: ReturnType<typeof setInterval> | undefined;
  signal.addEventListener('abort', () => clearInterval(ticking));

  async function again(): Promise<void> {
    order = (await get(`/api/orders/${orderId}`)) as OrderShown;
    if (!signal.aborted) draw();
  }

  function draw(): void {
    clearInterval(ticking);
    const { status } = order;
    if (status === 'RESERVED') body.replaceChildren(...checkout());
    else if (status === 'CONFIRMED') body.replaceChildren(...ticketList(order, event, refund));
    else if (ended[status])
      body.replaceChildren(
        h(
          'section',
          { class: 'card notice' },
          h('h2', {}, 'No tickets'),
          h('p', {}, ended[status]!),
          h('a', { class: 'button', href: `/events/${order.eventId}` }, 'Choose other seats'),
        ),
      );
    else body.replaceChildren(deciding());
  }

  function checkout(): Node[] {
    const until = performance.now() + (order.reservedForMs ?? 0);
    const time = h('strong', { class: 'number' });
    const told = new Set<number>();
    const tick = () => {
      const left = until - performance.now();
      time.textContent = clock(left);
      for (const seconds of [60, 20])
        if (left <= seconds * 1_000 && left > 0 && !told.has(seconds)) {
          told.add(seconds);
          tell(`${seconds} seconds left to pay`);
        }
      if (left <= 0) {
        clearInterval(ticking);
        setTimeout(again, 2_500); // the server ends it a moment later than shown
      }
    };
    tick();
    ticking = setInterval(tick, 500);
    const options = cards.map(([id, name], i) =>
      h(
        'label',
        { class: 'card option' },
        h('input', { type: 'radio', name: 'card', value: id, checked: i === 0 }),
        name,
      ),
    );
    const pay = h('button', { class: 'main' }, `Pay ${money(order.totalCents, order.currency)}`);
    const form = h(
      'form',
      {
        onsubmit: async (submitted: Event) => {
          submitted.preventDefault();
          const method = new FormData(form).get('card') as string;
          pay.disabled = true;
          clearInterval(ticking);
          await confirm(method);
        },
      },
      h('fieldset', {}, h('legend', {}, 'Pay with'), ...options),
      h('div', { class: 'tools' }, pay, h('button', { type: 'button', onclick: giveBack }, 'Give the seats back')),
    );
    return [
      h(
        'section',
        { class: 'card' },
        h('h2', {}, 'Your seats are held'),
        seats(),
        h('p', {}, 'Pay within ', time),
        form,
        h(
          'p',
          { class: 'quiet' },
          'This is a stand-in for a payment provider: no real card, no real money. Your card is charged only once your tickets exist.',
        ),
      ),
    ];
  }

  const seats = () => h('ul', {}, ...order.seatIds.map(seatId => h('li', {}, seatName(seatId))));

  async function confirm(paymentMethod: string): Promise<void> {
    const attempt = `pay ${orderId} ${paymentMethod}`;
    problem.replaceChildren();
    body.replaceChildren(deciding());
    try {
      const admission = kept.get(`admission ${order.eventId}`);
      const { body: paid } = await call('POST', `/api/orders/${orderId}/confirm`, {
        body: { paymentMethod },
        key: keyFor(attempt),
        admission,
      });
      order = paid;
      if (paid.status === 'CONFIRMED') endAttempt(attempt);
    } catch (error) {
      endAttempt(attempt);
      const declined = error instanceof Refused && error.status === 402;
      const lost = error instanceof Refused && error.status === 409;
      const text = declined
        ? `The card was declined (${String(error.more.declined).replaceAll('_', ' ')}). Your seats are still held: try another card.`
        : lost
          ? 'Somebody else has these seats by now: your time was over. You were not charged.'
          : (error as Error).message;
      problem.replaceChildren(failure(text));
      tell(text);
      return again();
    }
    if (!signal.aborted) draw();
  }

  /** Hears how it ends: by the stream, and by asking where that breaks. */
  function deciding(): HTMLElement {
    const stream = new EventSource(`/api/orders/${orderId}/stream`);
    const asking = setInterval(() => void look(), 3_000);
    const end = () => {
      stream.close();
      clearInterval(asking);
    };
    const look = async () => {
      const now = (await get(`/api/orders/${orderId}`)) as OrderShown;
      if (now.status === order.status || signal.aborted) return;
      order = now;
      end();
      draw();
    };
    stream.addEventListener('order', () => void look());
    signal.addEventListener('abort', end);
    return h(
      'section',
      { class: 'card', 'aria-busy': 'true' },
      h('h2', {}, 'Your payment is on its way'),
      seats(),
      h('p', {}, 'You may close this page: nothing is lost, and “My orders” will tell.'),
      h('progress', { 'aria-label': 'Waiting for the payment' }),
    );
  }

  async function giveBack(): Promise<void> {
    await call('POST', `/api/orders/${orderId}/cancel`);
    go(`/events/${order.eventId}`);
  }

  const refund = async () => {
    if (window.confirm('Give all tickets back, for your money?'))
      order = (await call('POST', `/api/orders/${orderId}/refund`)).body;
    await again();
  };

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
  draw();
}
