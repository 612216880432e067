import { h } from './dom.ts';
import type { ChooseParts } from './map.ts';
import { AVAILABLE } from './seats.ts';

/** The same as the map, in words: section, row, seat. It lists what can be bought. For keyboards, screen readers and whoever likes lists. */
export function seatList({ chart, sections, live, chosen, choose, price }: ChooseParts) {
  const section = h('select', { id: 'list-section', onchange: () => drawRows() });
  const row = h('select', { id: 'list-row', onchange: () => drawSeats() });
  const seats = h('div', { class: 'seats', role: 'group', 'aria-label': 'Seats' });
  const close = h(
    'button',
    {
      onclick: () => {
        element.hidden = true;
      },
    },
    'Close the list',
  );
  const element = h(
    'section',
    { class: 'card list', 'aria-label': 'Seats as a list', hidden: true },
    h(
      'div',
      { class: 'tools' },
      h('label', { for: 'list-section' }, 'Section'),
      section,
      h('label', { for: 'list-row' }, 'Row'),
      row,
      close,
    ),
    seats,
  );
  const isFree = ({ index }: { index: number }) => live.states[index] === AVAILABLE;

  function options(select: HTMLSelectElement, all: [value: string, text: string][]): void {
    const before = select.value;
    select.replaceChildren(...all.map(([value, text]) => h('option', { value, selected: value === before }, text)));
  }

  function drawSections(): void {
    const some = chart.sections.map(({ id, name }) => [id, name, sections.get(id)!.filter(isFree).length] as const);
    options(
      section,
      some.filter(([, , free]) => free > 0).map(([id, name, free]) => [id, `${name}, ${free} free`]),
    );
    drawRows();
  }

  function drawRows(): void {
    const free = Map.groupBy((sections.get(section.value) ?? []).filter(isFree), one => one.row);
    options(
      row,
      [...free].map(([name, all]) => [name, `Row ${name}, ${all.length} free`]),
    );
    drawSeats();
  }

  function drawSeats(): void {
    const shown = (sections.get(section.value) ?? []).filter(seat => seat.row === row.value && isFree(seat));
    const focused = (document.activeElement as HTMLElement | null)?.dataset.seat;
    seats.replaceChildren(
      ...shown.map(({ seatId }) => {
        const number = seatId.split('-')[2]!;
        const isChosen = chosen.has(seatId);
        const label = `Section ${section.value}, row ${row.value}, seat ${number}, ${price}, ${isChosen ? 'chosen' : 'free'}`;
        return h(
          'button',
          { 'data-seat': seatId, 'aria-pressed': `${isChosen}`, 'aria-label': label, onclick: () => choose(seatId) },
          number,
        );
      }),
    );
    if (!shown.length) seats.append(h('p', { class: 'quiet' }, 'Nothing is free here.'));
    if (focused) seats.querySelector<HTMLElement>(`[data-seat="${focused}"]`)?.focus();
  }

  return {
    element,
    open(): void {
      element.hidden = false;
      drawSections();
      section.focus();
    },
    draw(): void {
      if (!element.hidden) drawSections();
    },
  };
}
