import { h, svg } from './dom.ts';
import { AVAILABLE, type Chart, type ChartSection, type Live, type Placed, RESERVED } from './seats.ts';

export interface ChooseParts {
  chart: Chart;
  sections: Map<string, Placed[]>;
  live: Live;
  /** Ids of the seats that the visitor has chosen. */
  chosen: Set<string>;
  choose: (seatId: string) => void;
  price: string;
}

const words = ['free', 'held by somebody', 'sold'];

/** Two levels: all sections with how much of them is free, then the seats of one. Never more than one section's seats are drawn. */
export function seatMap({ chart, sections, live, chosen, choose, price }: ChooseParts) {
  const element = h('section', { class: 'card map', 'aria-label': 'Seat map' });
  let open: string | undefined;
  let marks = new Map<number, SVGElement>(); // of the open section, by index
  const freeIn = (id: string) => sections.get(id)!.filter(({ index }) => live.states[index] === AVAILABLE).length;

  function overview(): void {
    const [x, y, width, height] = chart.stage;
    const shapes = chart.sections.map(section => {
      const free = freeIn(section.id);
      const share = free / sections.get(section.id)!.length;
      const [labelX, labelY] = section.label;
      return svg(
        'g',
        { class: `section level-${Math.ceil(share * 4)}`, onclick: () => enter(section.id) },
        svg('title', {}, `${section.name}: ${free} free`),
        svg('polygon', { points: section.shape.map(point => point.join()).join(' ') }),
        svg('text', { x: labelX, y: labelY, class: 'name' }, section.id),
        svg('text', { x: labelX, y: labelY + 4, class: 'count' }, free || 'full'),
      );
    });
    element.replaceChildren(
      h('p', { class: 'quiet' }, 'Choose a section.'),
      svg(
        'svg',
        {
          viewBox: `0 0 ${chart.width} ${chart.height}`,
          class: chart.sections.length > 20 ? 'large' : 'small',
          'aria-hidden': 'true',
        },
        svg('rect', { x, y, width, height, rx: 1, class: 'stage' }),
        svg('text', { x: x + width / 2, y: y + height / 2, class: 'stage-name' }, 'Stage'),
        ...shapes,
      ),
    );
  }

  function enter(id: string): void {
    open = id;
    const section = chart.sections.find(one => one.id === id)!;
    const placed = sections.get(id)!;
    const xs = placed.map(({ x }) => x);
    const ys = placed.map(({ y }) => y);
    const [left, top] = [Math.min(...xs) - 1, Math.min(...ys) - 1];
    const box = [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
    marks = new Map();
    const seats = placed.map(seat => {
      const mark = svg('g', {
        class: 'seat',
        transform: `translate(${seat.x} ${seat.y})`,
        onclick: () => live.states[seat.index] === AVAILABLE && choose(seat.seatId),
      });
      marks.set(seat.index, mark);
      drawSeat(seat, section);
      return mark;
    });
    element.replaceChildren(
      h(
        'div',
        { class: 'tools' },
        h('button', { onclick: () => leave() }, 'All sections'),
        h('strong', {}, section.name),
      ),
      svg('svg', { viewBox: box.join(' '), class: 'inside', 'aria-hidden': 'true' }, ...seats),
      h(
        'ul',
        { class: 'legend' },
        ...['free', 'chosen', 'held', 'sold'].map(state => h('li', {}, sample(state), state)),
      ),
    );
  }

  /** By colour and by shape: a full circle, a circle with a hook, half a circle, a cross. */
  function drawSeat(seat: Placed, section: ChartSection): void {
    const state = live.states[seat.index]!;
    const mine = chosen.has(seat.seatId) && state === AVAILABLE;
    const kind = mine ? 'chosen' : state === AVAILABLE ? 'free' : state === RESERVED ? 'held' : 'sold';
    const [, row, number] = seat.seatId.split('-');
    const title = `${section.name}, row ${row}, seat ${number}, ${price}, ${mine ? 'chosen' : words[state]}`;
    const mark = marks.get(seat.index)!;
    mark.setAttribute('class', `seat ${kind}`);
    mark.replaceChildren(svg('title', {}, title), ...shape(kind));
  }

  const leave = () => {
    open = undefined;
    overview();
  };

  return {
    element,
    /** Draws what has changed; all of it where nothing is said. */
    draw(indexes?: number[]): void {
      if (!open) {
        overview();
        return;
      }
      const section = chart.sections.find(one => one.id === open)!;
      if (!element.querySelector('.inside')) {
        enter(open);
        return;
      }
      const changed = indexes && new Set(indexes);
      for (const seat of sections.get(open)!) if (!changed || changed.has(seat.index)) drawSeat(seat, section);
    },
  };
}

function shape(kind: string): SVGElement[] {
  if (kind === 'sold') return [svg('path', { d: 'M-.25 -.25L.25 .25M-.25 .25L.25 -.25' })];
  if (kind === 'held')
    return [
      svg('circle', { r: 0.38, class: 'ring' }),
      svg('path', { d: 'M0 -.38A.38 .38 0 0 1 0 .38Z', class: 'half' }),
    ];
  if (kind === 'chosen')
    return [svg('circle', { r: 0.46 }), svg('path', { d: 'M-.2 0L-.05 .17L.22 -.16', class: 'hook' })];
  return [svg('circle', { r: 0.38 })];
}

const sample = (state: string) =>
  svg(
    'svg',
    { viewBox: '-.6 -.6 1.2 1.2', class: 'sample', 'aria-hidden': 'true' },
    svg('g', { class: `seat ${state}` }, ...shape(state)),
  );
