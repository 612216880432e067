import type { ChooseParts } from './choose-parts.ts';
import { h, svg } from './dom.ts';
import { freeOf } from './seats.ts';

/** All sections of a house: the fuller the colour, the more of a section is free. */
export function overview({ chart, sections, live, priceIn }: ChooseParts, enter: (sectionId: string) => void) {
  const [x, y, width, height] = chart.stage;
  const parts = chart.sections.map(section => {
    const {
      id,
      name,
      shape,
      label: [labelX, labelY],
    } = section;
    const seats = sections.get(id)!;
    const title = svg('title', {});
    const count = svg('text', { x: labelX, y: labelY + 4, class: 'count' });
    const group = svg(
      'g',
      { class: 'section', onclick: () => enter(id) },
      title,
      svg('polygon', { points: shape.map(point => point.join()).join(' ') }),
      svg('text', { x: labelX, y: labelY, class: 'name' }, id),
      count,
    );
    let drawn = -1;
    const draw = () => {
      const free = freeOf(live, seats);
      if (free === drawn) return;
      drawn = free;
      group.setAttribute('class', `section level-${Math.ceil((free / seats.length) * 4)}`);
      title.textContent = `${name}, ${priceIn(section)}: ${free} free`;
      count.textContent = free ? `${free}` : 'full';
    };
    return { group, draw, first: seats[0]!.index, last: seats.at(-1)!.index };
  });

  function draw(indexes?: number[]): void {
    for (const part of parts)
      if (!indexes || indexes.some(index => index >= part.first && index <= part.last)) part.draw();
  }

  const categories = [...Map.groupBy(chart.sections, ({ category }) => category)];

  draw();
  const element = h(
    'div',
    {},
    h('p', { class: 'quiet' }, 'Choose a section. The stronger its colour, the more of it is free.'),
    categories.length > 1 &&
      h(
        'ul',
        { class: 'prices' },
        ...categories.map(([category, [first]]) => h('li', {}, h('b', {}, category), ` ${priceIn(first!)}`)),
      ),
    svg(
      'svg',
      {
        viewBox: `0 0 ${chart.width} ${chart.height}`,
        class: chart.sections.length > 20 ? 'large' : 'small',
        'aria-hidden': 'true', // the list says the same, and better
      },
      svg('rect', { x, y, width, height, rx: 1, class: 'stage' }),
      svg('text', { x: x + width / 2, y: y + height / 2, class: 'stage-name' }, 'Stage'),
      ...parts.map(({ group }) => group),
    ),
  );
  return { element, draw };
}
