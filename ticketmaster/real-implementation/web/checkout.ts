import { cards } from './cards.ts';
import { h, tell } from './dom.ts';
import { clock, declinedBecause, money, seatName } from './format.ts';
import type { OrderShown } from './shapes.ts';

export interface CheckoutParts {
  pay: (paymentMethod: string) => Promise<void>;
  giveBack: () => Promise<void>;
  /** The time is over. */
  over: () => Promise<void>;
  /** Ends with this view of the order. */
  signal: AbortSignal;
}

/** Seats are told twice that their time ends, in seconds. */
const WARNINGS = [60, 20];

/** Held seats, the time that is left for them, and a card. */
export function checkout(order: OrderShown, { pay, giveBack, over, signal }: CheckoutParts): HTMLElement {
  const time = h('strong', { class: 'number' });
  countdown(order, time, signal, over);
  const [visa] = cards;
  const options = cards.map(([id, name]) =>
    h(
      'label',
      { class: 'card option' },
      h('input', { type: 'radio', name: 'card', value: id, checked: id === visa[0] }),
      name,
    ),
  );
  const payButton = h('button', { class: 'main' }, `Pay ${money(order.totalCents, order.currency)}`);
  const returned = async () => {
    back.disabled = true;
    await giveBack();
    back.disabled = false;
  };
  const back = h('button', { type: 'button', onclick: returned }, 'Give the seats back');
  const form = h(
    'form',
    {
      onsubmit: async (submitted: Event) => {
        submitted.preventDefault();
        if (payButton.disabled) return;
        payButton.disabled = true;
        await pay(new FormData(form).get('card') as string);
      },
    },
    h('fieldset', {}, h('legend', {}, 'Pay with'), ...options),
    h('div', { class: 'tools' }, payButton, back),
  );
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Your seats are held'),
    order.declined &&
      h(
        'p',
        { class: 'notice card' },
        `The card was declined: ${declinedBecause(order.declined)}. Your seats are still held: try another card.`,
      ),
    heldSeats(order),
    h('p', { class: 'pay-within' }, 'Pay within ', time),
    form,
    h(
      'p',
      { class: 'quiet' },
      'This is a stand-in for a payment provider: no real card, no real money. Your card is charged only once your tickets exist.',
    ),
  );
}

export const heldSeats = (order: OrderShown) =>
  h('ul', { class: 'held-seats' }, ...order.seatIds.map(seatId => h('li', {}, seatName(seatId))));

/** By the server's milliseconds, not by a clock. The server ends it a moment later than shown. */
function countdown(order: OrderShown, time: HTMLElement, signal: AbortSignal, over: () => Promise<void>): void {
  const until = performance.now() + (order.reservedForMs ?? 0);
  const ahead = WARNINGS.filter(seconds => (order.reservedForMs ?? 0) > seconds * 1_000);
  const tick = () => {
    const left = until - performance.now();
    time.textContent = clock(left);
    if (left <= (ahead[0] ?? -1) * 1_000) tell(`${ahead.shift()} seconds left to pay`);
    if (left > 0) return;
    clearInterval(ticking);
    setTimeout(() => !signal.aborted && void over(), 2_500);
  };
  const ticking = setInterval(tick, 500);
  signal.addEventListener('abort', () => clearInterval(ticking));
  tick();
}
