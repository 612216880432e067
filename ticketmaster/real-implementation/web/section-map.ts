import type { ChooseParts } from './choose-parts.ts';
import { h, svg } from './dom.ts';
import { facingStage } from './facing.ts';
import { AVAILABLE, RESERVED } from './seat-states.ts';
import type { ChartSection, Placed } from './seats.ts';

type Kind = 'free' | 'chosen' | 'yours' | 'held' | 'sold';

const words: Record<Kind, string> = {
  free: 'free',
  chosen: 'chosen, not held yet',
  yours: 'held for you',
  held: 'held by somebody',
  sold: 'sold',
};

/** Pixels from seat to seat, at least. The middle one is wide enough for a finger (WCAG 2.2, 2.5.8: 24). */
const PITCHES = [12, 26, 40];
const WIDEST = 46;

/** The seats of one section, turned so that the stage is above. */
export function sectionMap(parts: ChooseParts, section: ChartSection, leave: () => void) {
  const { chart, sections, live, chosen, mine, choose, priceIn } = parts;
  const { seats, rows, box } = facingStage(sections.get(section.id)!, chart.stage);
  let zoom = 1;

  const kindOf = ({ seatId, index }: Placed): Kind => {
    if (mine.has(seatId)) return 'yours';
    if (live.states[index] === AVAILABLE) return chosen.has(seatId) ? 'chosen' : 'free';
    return live.states[index] === RESERVED ? 'held' : 'sold';
  };
  const marks = seats.map(({ seat, x, y }) => {
    const [, row, number] = seat.seatId.split('-');
    const group = svg('g', {
      transform: `translate(${x} ${y})`,
      onclick: () => ['free', 'chosen'].includes(kindOf(seat)) && choose(seat.seatId),
    });
    let drawn: Kind | undefined;
    const draw = () => {
      const kind = kindOf(seat);
      if (kind === drawn) return;
      drawn = kind;
      group.setAttribute('class', `seat ${kind}`);
      const title = `${section.name}, row ${row}, seat ${number}, ${priceIn(section)}, ${words[kind]}`;
      group.replaceChildren(svg('title', {}, title), ...shape(kind));
    };
    return { group, draw };
  });
  const draw = () => {
    for (const mark of marks) mark.draw();
  };

  const picture = svg(
    'svg',
    { viewBox: box.join(' '), class: 'inside', 'aria-hidden': 'true' },
    ...rows.map(({ name, x, y }) => svg('text', { x, y, class: 'row-name' }, name)),
    ...marks.map(({ group }) => group),
  );
  const scale = (by: number) => {
    zoom = Math.max(0, Math.min(PITCHES.length - 1, zoom + by));
    picture.style.width = `clamp(${box[2] * PITCHES[zoom]!}px, 100%, ${box[2] * Math.max(WIDEST, PITCHES[zoom]!)}px)`;
    if (zoom === 0) picture.style.width = `min(100%, ${box[2] * WIDEST}px)`;
    [nearer.disabled, farther.disabled] = [zoom === PITCHES.length - 1, zoom === 0];
  };
  const button = (text: string, label: string, by: number) =>
    h('button', { class: 'round', 'aria-label': label, onclick: () => scale(by) }, text);
  const [farther, nearer] = [button('−', 'Smaller', -1), button('+', 'Larger', 1)];
  scale(0);
  draw();
  const element = h(
    'div',
    {},
    h(
      'div',
      { class: 'tools' },
      h('button', { onclick: leave }, '‹ All sections'),
      h('strong', {}, section.name),
      h('span', { class: 'zoom' }, farther, nearer),
    ),
    h('p', { class: 'to-stage', 'aria-hidden': 'true' }, '▲ Stage'),
    h('div', { class: 'pan', role: 'group', 'aria-label': `Seats of ${section.name}`, tabindex: 0 }, picture),
    h(
      'ul',
      { class: 'legend' },
      ...(['free', 'chosen', 'yours', 'held', 'sold'] as const).map(kind => h('li', {}, sample(kind), words[kind])),
    ),
  );
  return { element, draw };
}

/** By colour and by shape: a full circle, one with a ring, one with a hook, half a circle, a cross. Around it, what a finger hits. */
function shape(kind: Kind): SVGElement[] {
  const around = svg('rect', { x: -0.5, y: -0.5, width: 1, height: 1, class: 'around' });
  const circle = (r: number, name?: string) => svg('circle', { r, class: name });
  if (kind === 'sold') return [around, svg('path', { d: 'M-.22 -.22L.22 .22M-.22 .22L.22 -.22' })];
  if (kind === 'held')
    return [around, circle(0.34, 'ring'), svg('path', { d: 'M0 -.34A.34 .34 0 0 1 0 .34Z', class: 'half' })];
  if (kind === 'chosen') return [around, circle(0.4, 'ring'), circle(0.22)];
  if (kind === 'yours') return [around, circle(0.44), svg('path', { d: 'M-.2 0L-.05 .17L.22 -.16', class: 'hook' })];
  return [around, circle(0.38)];
}

const sample = (kind: Kind) =>
  svg(
    'svg',
    { viewBox: '-.6 -.6 1.2 1.2', class: 'sample', 'aria-hidden': 'true' },
    svg('g', { class: `seat ${kind}` }, ...shape(kind)),
  );
