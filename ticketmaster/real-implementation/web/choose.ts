import { call, endAttempt, get, isDecided, kept, keyFor, Refused } from './api.ts';
import { basketOf } from './basket.ts';
import { failure, go, h, skipLink, tell } from './dom.ts';
import { listed, money, seatName } from './format.ts';
import { seatList } from './list.ts';
import { seatMap } from './map.ts';
import { AVAILABLE, type Live } from './seat-states.ts';
import { type Chart, type ChartSection, seatPrices, seatsBySection, watch } from './seats.ts';
import type { EventShown, OrderShown } from './shapes.ts';

const MOST = 8;

type Wish = { seatIds: string[] } | { best: { count: number; category?: string } };

/** Choose seats by map or by list, live, and hold them. `line`: an admission is needed, or has ended. */
export async function chooseSeats(
  into: HTMLElement,
  event: EventShown,
  signal: AbortSignal,
  line: () => void,
): Promise<void> {
  const { eventId, prices, currency } = event;
  const [chart, held] = await Promise.all([get(event.chart) as Promise<Chart>, heldOrder(eventId)]);
  if (signal.aborted) return;
  const sections = seatsBySection(chart);
  const indexOf = new Map([...sections.values()].flat().map(({ seatId, index }) => [seatId, index]));
  const live: Live = { states: new Uint8Array(event.seats), version: -1, free: event.seats };
  const chosen = new Set(chosenBefore(eventId).filter(seatId => indexOf.has(seatId)));
  const mine = new Set(held?.seatIds);
  const problem = h('div', { role: 'alert' });
  const basket = basketOf(seatPrices(chart, prices), currency, held, () => void hold({ seatIds: [...chosen] }));
  const free = h('p', { class: 'quiet' });
  let isLive = false;
  let isHolding = false;

  function choose(seatId: string): void {
    if (chosen.delete(seatId)) tell(`${seatName(seatId)} is not chosen any more`);
    else if (chosen.size === MOST) tell(`${MOST} seats are the most for one order`);
    else {
      chosen.add(seatId);
      tell(`${seatName(seatId)} is chosen`);
    }
    redraw([indexOf.get(seatId)!]);
  }

  function redraw(indexes?: number[]): void {
    const isFree = (seatId: string) => live.states[indexOf.get(seatId)!] === AVAILABLE;
    const lost = live.version < 0 || isHolding ? [] : [...chosen].filter(seatId => !isFree(seatId));
    for (const seatId of lost) chosen.delete(seatId);
    if (lost.length) faster(lost);
    kept.set(`chosen ${eventId}`, JSON.stringify([...chosen]));
    map.draw(indexes);
    list.draw();
    basket.draw(chosen, isHolding);
    drawFree();
  }

  function drawFree(): void {
    const count = (n: number) => n.toLocaleString('en');
    free.textContent = isLive
      ? `${count(live.free)} of ${count(event.seats)} seats are free, live`
      : 'Connecting: seats may have changed …';
    free.classList.toggle('live', isLive);
  }

  function faster(seatIds: string[]): void {
    problem.replaceChildren(
      h(
        'p',
        { class: 'card notice' },
        `Somebody was faster: ${listed(seatIds.map(seatName))}. Choose ${seatIds.length > 1 ? 'others' : 'another'}, please.`,
      ),
    );
  }

  async function hold(wish: Wish): Promise<void> {
    if (isHolding) return;
    const attempt = `hold ${eventId} ${JSON.stringify(wish)}`;
    isHolding = true;
    problem.replaceChildren();
    basket.draw(chosen, isHolding);
    try {
      const { body } = await call('POST', `/api/events/${eventId}/orders`, {
        body: wish,
        key: keyFor(attempt),
        admission: kept.get(`admission ${eventId}`),
      });
      endAttempt(attempt);
      kept.drop(`chosen ${eventId}`);
      if (!signal.aborted) go(`/orders/${body.orderId}`);
      return;
    } catch (error) {
      isHolding = false;
      if (isDecided(error)) endAttempt(attempt);
      if (signal.aborted) return;
      const refused = error instanceof Refused ? error : undefined;
      if (refused?.status === 401 || refused?.status === 403) {
        kept.drop(`admission ${eventId}`);
        return line();
      }
      const lost = refused?.type === 'seat-taken' ? ((refused.more.seatIds ?? []) as string[]) : [];
      for (const seatId of lost) chosen.delete(seatId);
      if (lost.length && 'seatIds' in wish) faster(lost);
      else problem.replaceChildren(failure(whyNot(error as Error)));
    }
    redraw();
  }

  const count = h(
    'select',
    { id: 'count' },
    ...Array.from({ length: MOST }, (_, i) => h('option', { value: i + 1, selected: i === 1 }, `${i + 1}`)),
  );
  const category = h(
    'select',
    { 'aria-label': 'Price' },
    h('option', { value: '' }, 'at any price'),
    ...Object.entries(prices).map(([value, price]) => h('option', { value }, `${value}, ${money(price, currency)}`)),
  );
  const priceIn = ({ category }: ChartSection) => money(prices[category]!, currency);
  const parts = { chart, sections, live, chosen, mine, choose, priceIn };
  const map = seatMap(parts);
  const list = seatList(parts);
  const openList = h('button', { onclick: () => list.open() }, 'Choose from a list');
  const best = (event: Event) => {
    event.preventDefault();
    void hold({ best: { count: Number(count.value), ...(category.value && { category: category.value }) } });
  };
  skipLink('Choose from a list', () => list.open());
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
            { class: 'best', onsubmit: best },
            h('label', { for: 'count' }, 'Or hold the best'),
            count,
            Object.keys(prices).length > 1 && category,
            h('button', {}, 'together'),
          ),
        ),
        free,
        list.element,
        map.element,
      ),
      h('div', { class: 'side' }, problem, basket.element),
    ),
  );
  const isLiveNow = (now: boolean) => {
    isLive = now;
    drawFree();
  };
  watch(eventId, live, { changed: redraw, live: isLiveNow }, signal);
  basket.draw(chosen, isHolding);
  drawFree();
}

function whyNot(error: Error): string {
  const type = error instanceof Refused ? error.type : '';
  if (type === 'seat-taken') return 'Others were a moment faster. Nothing was held; please try again.';
  if (type === 'sold-out') return 'So many are not free any more.';
  if (type === 'too-many-unpaid')
    return 'You hold other orders that are not paid. Pay or give back one of them first: see My orders.';
  return error.message;
}

/** What was chosen in this tab before a reload. */
function chosenBefore(eventId: string): string[] {
  return JSON.parse(kept.get(`chosen ${eventId}`) ?? '[]');
}

/** An order of ours for this event that is held and not paid. The seats can be chosen without knowing it. */
async function heldOrder(eventId: string): Promise<OrderShown | undefined> {
  const { orders } = (await get('/api/orders').catch(() => ({ orders: [] }))) as { orders: OrderShown[] };
  return orders.find(order => order.eventId === eventId && order.status === 'RESERVED');
}
