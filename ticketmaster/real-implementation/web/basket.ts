import { h } from './dom.ts';
import { clock, money, plural, seatName } from './format.ts';
import type { OrderShown } from './shapes.ts';

/** What is chosen and what it costs; and the way to the seats that are held already. */
export function basketOf(
  prices: ReadonlyMap<string, number>,
  currency: string,
  held: OrderShown | undefined,
  hold: () => void,
) {
  const heading = h('h2', {});
  const names = h('ul', {});
  const hint = h('p', { class: 'quiet hint' }, 'By the map, from the list, or let us find the best.');
  const button = h('button', { class: 'main', onclick: hold }, 'Hold these seats');
  const before =
    held &&
    h(
      'p',
      { class: 'held-before' },
      `You hold ${plural(held.seatIds.length, 'seat')} already, for ${clock(held.reservedForMs ?? 0)}. `,
      h('a', { href: `/orders/${held.orderId}` }, 'Go on to payment'),
    );
  const element = h(
    'section',
    { class: 'card basket', 'aria-label': 'Your choice' },
    ...[heading, names, hint, button, before],
  );
  const total = (chosen: ReadonlySet<string>) => [...chosen].reduce((sum, seatId) => sum + prices.get(seatId)!, 0);
  return {
    element,
    draw(chosen: ReadonlySet<string>, isHolding: boolean): void {
      heading.textContent = chosen.size
        ? `${plural(chosen.size, 'seat')}, ${money(total(chosen), currency)}`
        : 'Choose your seats';
      names.replaceChildren(
        ...[...chosen].map(seatId => h('li', {}, `${seatName(seatId)}, ${money(prices.get(seatId)!, currency)}`)),
      );
      hint.hidden = chosen.size > 0;
      button.disabled = chosen.size === 0 || isHolding;
      button.textContent = isHolding ? 'Asking for your seats …' : 'Hold these seats';
    },
  };
}
