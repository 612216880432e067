import type { ChooseParts } from './choose-parts.ts';
import { h } from './dom.ts';
import { overview } from './overview.ts';
import { sectionMap } from './section-map.ts';

interface View {
  element: Element;
  draw(indexes?: number[]): void;
}

/**
 * Two levels: all sections with how much of them is free, then the seats of one. Never more than one section's seats are drawn, and of what is
 * drawn only what has changed is touched. The section that is open stands in the address.
 */
export function seatMap(parts: ChooseParts) {
  const element = h('section', { class: 'card map', 'aria-label': 'Seat map' });
  let view: View;

  function open(id: string | undefined): void {
    const section = parts.chart.sections.find(section => section.id === id);
    view = section ? sectionMap(parts, section, () => turnTo(undefined)) : overview(parts, turnTo);
    element.replaceChildren(view.element);
  }

  function turnTo(id: string | undefined): void {
    const address = id ? `?section=${encodeURIComponent(id)}` : location.pathname;
    if (id) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    open(id);
  }

  open(new URLSearchParams(location.search).get('section') ?? undefined);
  return { element, draw: (indexes?: number[]) => view.draw(indexes) };
}
