/** The whole drawing as one SVG that stands alone. The same data is the same text, byte by byte. */
import { arrowOf, labelOf, stepOf } from '@ticketmaster/diagrams/arrows';
import { boxOf } from './boxes.ts';
import { ARROWS, type ArrowId, BOXES, type BoxId, COLOURS, LAYERS, LEGEND, STEPS } from './document.ts';
import { icon } from './icons.ts';
import { HEIGHT, PLACES, WIDTH } from './layout.ts';
import { ROUTES } from './routes.ts';
import { text } from './texts.ts';

const LEFT = 28;
const FAINT = '#D1D5DB';

export function drawing(): string {
  const arrows = Object.keys(ARROWS) as ArrowId[];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Architecture of a flash-sale ticketing engine" font-family="sans-serif">`,
    DEFINITIONS,
    `<rect id="background" width="${WIDTH}" height="${HEIGHT}" fill="${COLOURS.background}"/>`,
    ...title(),
    ...steps(),
    ...legend(),
    ...layers(),
    ...(Object.keys(BOXES) as BoxId[]).map(boxOf),
    ...arrows.map(id => arrowOf(id, ARROWS[id], ROUTES[id])),
    ...arrows.flatMap(id => labelOf(id, ARROWS[id], ROUTES[id])),
    '</svg>\n',
  ].join('\n');
}

const DEFINITIONS = `<defs>
<filter id="shadow" color-interpolation-filters="sRGB" x="-20%" y="-20%" width="140%" height="150%"><feDropShadow dx="0" dy="3" stdDeviation="4" flood-color="${COLOURS.text}" flood-opacity="0.22"/></filter>
<filter id="glow" color-interpolation-filters="sRGB" x="-30%" y="-50%" width="160%" height="200%"><feDropShadow dx="0" dy="0" stdDeviation="7" flood-color="${COLOURS.redis}" flood-opacity="0.9" result="near"/><feDropShadow in="SourceGraphic" dx="0" dy="0" stdDeviation="20" flood-color="${COLOURS.redis}" flood-opacity="0.75" result="far"/><feMerge><feMergeNode in="far"/><feMergeNode in="near"/></feMerge></filter>
<filter id="small-glow" color-interpolation-filters="sRGB" x="-60%" y="-60%" width="220%" height="220%"><feDropShadow dx="0" dy="0" stdDeviation="4" flood-color="${COLOURS.redis}" flood-opacity="0.9"/></filter>
</defs>`;

const title = () => [text('title', 'Flash-Sale', LEFT, 62), text('title', 'Ticketing Engine', LEFT, 104)];

function steps(): string[] {
  const top = 188;
  const rows = STEPS.map((lines, nth) => {
    const y = top + nth * 50;
    const words = lines.map((line, row) =>
      text('sentence', line, LEFT + 30, y + 5 + (row - (lines.length - 1) / 2) * 18),
    );
    return `<g data-step="${nth + 1}">${stepOf(nth + 1, LEFT + 9, y)}${words.join('')}</g>`;
  });
  const spine = `<path d="M${LEFT + 9} ${top}V${top + 50 * 7}" stroke="${FAINT}" stroke-width="2"/>`;
  return ['<g id="flow">', text('heading', 'Flow Sequence Summary', LEFT, top - 28), spine, ...rows, '</g>'];
}

function legend(): string[] {
  const [x, y, width, height] = [LEFT, 926, 340, 128];
  const rows = LEGEND.map(([name, words, colour], nth) => {
    const [left, top] = [x + 15 + (nth % 2) * 165, y + 38 + Math.floor(nth / 2) * 29];
    const glow = colour === 'redis' ? ' filter="url(#small-glow)"' : '';
    const square = `<rect x="${left}" y="${top}" width="22" height="22" rx="5" fill="${COLOURS[colour]}"${glow}/>`;
    return `<g class="entry">${square}${icon(name, left + 3, top + 3, 16)}${text('label', words, left + 30, top + 15.5)}</g>`;
  });
  return [
    '<g id="legend">',
    `<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="${COLOURS.background}" stroke="${FAINT}"/>`,
    text('heading', 'Legend', x + 15, y + 26),
    ...rows,
    '</g>',
  ];
}

/** A ruler at the left says which row is which layer. */
function layers(): string[] {
  const x = 486;
  return LAYERS.flatMap(([layer, what, id]) => {
    const { y, height } = PLACES[id];
    return [
      `<path d="M${x} ${y}v${height}" stroke="${FAINT}" stroke-width="2"/>`,
      text('annotation', layer, x - 8, y + height / 2 - 4, 'end'),
      text('annotation', what, x - 8, y + height / 2 + 10, 'end'),
    ];
  });
}
