import { call, endAttempt, get, kept, keyFor, Refused } from './api.ts';
import { failure, go, h, tell } from './dom.ts';
import { money, seatName } from './format.ts';
import { seatList } from './list.ts';
import { seatMap } from './map.ts';
import { AVAILABLE, type Chart, type Live, seatsBySection, watch } from './seats.ts';
import type { EventShown } from './shapes.ts';

const MOST = 8;

/** Choose seats by map or by list, live, and hold them. `line`: an admission is needed, or has ended. */
export async function chooseSeats(
  into: HTMLElement,
  event: EventShown,
  signal: AbortSignal,
  line: () => void,
): Promise<void> {
  const { eventId, priceCents, currency } = event;
  const chart = (await get(event.chart)) as Chart;
  const sections = seatsBySection(chart);
  const indexOf = new Map([...sections.values()].flat().map(({ seatId, index }) => [seatId, index]));
  const live: Live = { states: new Uint8Array(event.seats), version: -1 };
  const chosen = new Set<string>();
  const problem = h('div', { role: 'alert' });
  const basket = h('section', { class: 'card basket', 'aria-label': 'Your choice' });
  const free = h('p', { class: 'quiet' });

  function choose(seatId: string): void {
    if (chosen.delete(seatId)) tell(`${seatName(seatId)} is not chosen any more`);
    else if (chosen.size === MOST) tell(`${MOST} seats are the most for one order`);
    else {
      chosen.add(seatId);
      tell(`${seatName(seatId)} is chosen`);
    }
    redraw();
  }

  function redraw(indexes?: number[]): void {
    const lost = [...chosen].filter(seatId => live.states[indexOf.get(seatId)!] !== AVAILABLE);
    for (const seatId of lost) chosen.delete(seatId);
    if (lost.length)
      problem.replaceChildren(
        h('p', { class: 'card notice' }, `Somebody was faster: ${lost.map(seatName).join('; ')}.`),
      );
    map.draw(indexes);
    list.draw();
    drawBasket();
    free.textContent = `${live.states.reduce((sum, state) => sum + Number(state === AVAILABLE), 0).toLocaleString('en')} of ${event.seats.toLocaleString('en')} seats are free`;
  }

  function drawBasket(): void {
    const names = [...chosen].map(seatId => h('li', {}, seatName(seatId)));
    basket.replaceChildren(
      h(
        'h2',
        {},
        chosen.size
          ? `${chosen.size} ${chosen.size === 1 ? 'seat' : 'seats'}, ${money(chosen.size * priceCents, currency)}`
          : 'Choose your seats',
      ),
      chosen.size
        ? h('ul', {}, ...names)
        : h('p', { class: 'quiet' }, 'By the map, from the list, or let us find the best.'),
      h(
        'button',
        { class: 'main', disabled: chosen.size === 0, onclick: () => hold({ seatIds: [...chosen] }) },
        'Hold these seats',
      ),
    );
  }

  async function hold(wish: { seatIds: string[] } | { best: { count: number } }): Promise<void> {
    const attempt = `hold ${eventId} ${JSON.stringify(wish)}`;
    const admission = kept.get(`admission ${eventId}`);
    for (const button of into.querySelectorAll('button')) button.disabled = true;
    try {
      const { body } = await call('POST', `/api/events/${eventId}/orders`, {
        body: wish,
        key: keyFor(attempt),
        admission,
      });
      endAttempt(attempt);
      if (!signal.aborted) go(`/orders/${body.orderId}`);
      return;
    } catch (error) {
      endAttempt(attempt);
      const refused = error instanceof Refused ? error : undefined;
      if (refused?.status === 401 || refused?.type === 'not-admitted') {
        kept.drop(`admission ${eventId}`);
        return line();
      }
      const text =
        refused?.type === 'seat-taken'
          ? 'Somebody was a moment faster. Nothing was held; please choose again.'
          : refused?.type === 'sold-out'
            ? 'So many are not free any more.'
            : (error as Error).message;
      problem.replaceChildren(failure(text));
    }
    for (const button of into.querySelectorAll('button')) button.disabled = false;
    redraw();
  }

  const count = h(
    'select',
    { id: 'count' },
    ...Array.from({ length: MOST }, (_, i) => h('option', { value: i + 1, selected: i === 1 }, `${i + 1}`)),
  );
  const parts = { chart, sections, live, chosen, choose, price: money(priceCents, currency) };
  const map = seatMap(parts);
  const list = seatList(parts);
  const openList = h('button', { class: 'skip', onclick: () => list.open() }, 'Choose from a list');
  into.replaceChildren(
    h(
      'div',
      { class: 'choose' },
      h(
        'div',
        {},
        h(
          'div',
          { class: 'tools' },
          openList,
          h(
            'form',
            {
              class: 'best',
              onsubmit: (event: Event) => {
                event.preventDefault();
                void hold({ best: { count: Number(count.value) } });
              },
            },
            h('label', { for: 'count' }, 'Best'),
            count,
            h('button', {}, 'together'),
          ),
        ),
        free,
        list.element,
        map.element,
      ),
      h('div', { class: 'side' }, problem, basket),
    ),
  );
  watch(eventId, live, redraw, signal);
  drawBasket();
}
