import type { ChooseParts } from './choose-parts.ts';
import { h } from './dom.ts';
import { AVAILABLE } from './seat-states.ts';
import { freeOf, type Placed } from './seats.ts';

/**
 * The same as the map, in words: section, row, seat. It lists what can be bought. For keyboards, screen readers and whoever likes lists. What has
 * not changed is not touched: an open list stays open, and the focus where it is.
 */
export function seatList({ chart, sections, live, chosen, choose, priceIn }: ChooseParts) {
  const section = h('select', { id: 'list-section', onchange: () => draw() });
  const row = h('select', { id: 'list-row', onchange: () => draw() });
  const seats = h('div', { class: 'seats', role: 'group', 'aria-label': 'Seats' });
  const none = h('p', { class: 'quiet' }, 'Nothing is free here.');
  const element: HTMLElement = h(
    'section',
    { class: 'card list', 'aria-label': 'Seats as a list', hidden: true },
    h(
      'div',
      { class: 'tools' },
      h('label', { for: 'list-section' }, 'Section'),
      section,
      h('label', { for: 'list-row' }, 'Row'),
      row,
      h('button', { onclick: close }, 'Close the list'),
    ),
    seats,
    none,
  );
  function close(): void {
    element.hidden = true;
  }
  const isFree = ({ index }: Placed) => live.states[index] === AVAILABLE;
  const buttons = new Map<string, HTMLButtonElement>();

  function draw(): void {
    const some = chart.sections.map(section => [section, freeOf(live, sections.get(section.id)!)] as const);
    offer(
      section,
      some
        .filter(([, free]) => free > 0)
        .map(([section, free]) => [section.id, `${section.name}, ${priceIn(section)}, ${free} free`]),
    );
    const rows = Map.groupBy((sections.get(section.value) ?? []).filter(isFree), seat => seat.row);
    offer(
      row,
      [...rows].map(([name, free]) => [name, `Row ${name}, ${free.length} free`]),
    );
    drawSeats(rows.get(row.value) ?? []);
  }

  function drawSeats(free: Placed[]): void {
    const shown = new Set(free.map(({ seatId }) => seatId));
    for (const [seatId, button] of buttons) {
      if (shown.has(seatId)) continue;
      const next = (button.nextElementSibling ?? button.previousElementSibling ?? row) as HTMLElement;
      if (document.activeElement === button) next.focus(); // somebody took it; the focus is not lost with it
      button.remove();
      buttons.delete(seatId);
    }
    none.hidden = free.length > 0;
    const chosenSection = chart.sections.find(({ id }) => id === section.value);
    for (const [i, { seatId }] of free.entries()) {
      const button = buttons.get(seatId) ?? buttonOf(seatId);
      const isChosen = chosen.has(seatId);
      const [, rowName, number] = seatId.split('-');
      const label = `Section ${section.value}, row ${rowName}, seat ${number}, ${priceIn(chosenSection!)}, ${isChosen ? 'chosen' : 'free'}`;
      if (button.ariaLabel !== label) button.ariaLabel = label;
      button.ariaPressed = `${isChosen}`;
      if (seats.children[i] !== button) seats.insertBefore(button, seats.children[i] ?? null);
    }
  }

  function buttonOf(seatId: string): HTMLButtonElement {
    const button = h('button', { onclick: () => choose(seatId) }, seatId.split('-')[2]);
    buttons.set(seatId, button);
    return button;
  }

  return {
    element,
    open(): void {
      element.hidden = false;
      draw();
      section.focus();
    },
    draw(): void {
      if (!element.hidden) draw();
    },
  };
}

/** Changes the options of a select only where they differ; what is selected stays so where it is still offered. */
function offer(select: HTMLSelectElement, wanted: [value: string, text: string][]): void {
  const before = new Map([...select.options].map(option => [option.value, option]));
  for (const [i, [value, text]] of wanted.entries()) {
    const option = before.get(value) ?? h('option', { value });
    before.delete(value);
    if (option.textContent !== text) option.textContent = text;
    if (select.options[i] !== option) select.insertBefore(option, select.options[i] ?? null);
  }
  for (const option of before.values()) option.remove();
}
