/** The whole drawing as one SVG that stands alone. The same data is the same text, byte by byte. */
import { arrowOf, labelOf, stepOf } from '@ticketmaster/diagrams/arrows';
import { px } from '@ticketmaster/diagrams/path';
import { PAPER } from '@ticketmaster/diagrams/texts';
import { ARROWS } from './arrows.ts';
import { boxOf } from './boxes.ts';
import { BENEFITS, BOUNDARIES, COLOURS, COMPLEXITY, LAYERS, LEGEND, STEPS } from './document.ts';
import { icon } from './icons.ts';
import { ALL_BOXES, boundaryOf, columnOf, HEIGHT, LEFT, WIDTH } from './layout.ts';
import { metrics } from './metrics.ts';
import { text } from './texts.ts';

const TITLE = 'Custom Kubernetes Deployment';
const SUBTITLE = 'Option 3: pictures by Stable Diffusion on one GPU node, as its document draws it';
/** The lists at the bottom. */
const LISTS = { heading: 1058, first: 1086, pitch: 24 };

/** `tables`: what the simulation found, as its tables.md has it. */
export function drawing(tables: string): string {
  const arrows = Object.entries(ARROWS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Architecture of ${TITLE}" font-family="sans-serif">`,
    `<rect id="background" width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>`,
    text('title', TITLE, LEFT, 56),
    text('subtitle', SUBTITLE, LEFT, 82),
    ...LAYERS.map((_, nth) => layer(nth)),
    ...Object.keys(BOUNDARIES).map(boundary),
    ...ALL_BOXES.map(boxOf),
    ...arrows.map(([id, [arrow, route]]) => arrowOf(id, arrow, route)),
    ...arrows.flatMap(([id, [arrow, route]]) => labelOf(id, arrow, route)),
    ...metrics(tables),
    ...steps(),
    ...list('complexity', 'Complexity Indicators', 1080, COMPLEXITY, 'warning', '#B45309'),
    ...list('benefits', 'Key Benefits', 1410, BENEFITS, 'check', '#15803D'),
    ...legend(1810),
    '</svg>\n',
  ].join('\n');
}

function layer(nth: number): string {
  const { x, y, width, height } = columnOf(nth);
  return [
    `<g id="layer-${nth + 1}" class="layer">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="#F3F4F6"/>`,
    text('annotation', `Layer ${nth + 1}`, x + 15, y + 20),
    text('layer', LAYERS[nth]![0], x + 15, y + 41),
    '</g>',
  ].join('\n');
}

function boundary(name: string): string {
  const { x, y, width, height } = boundaryOf(name);
  const [title] = BOUNDARIES[name]!;
  return [
    `<g id="boundary-${name}" class="boundary">`,
    `<rect class="dashes" x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="none" stroke="${COLOURS.boundary}" stroke-width="1.5" stroke-dasharray="7 5"/>`,
    icon('lock', x + 9, y + 6, 14, COLOURS.boundary),
    text('boundary', title, x + 28, y + 17),
    '</g>',
  ].join('\n');
}

function steps(): string[] {
  const rows = STEPS.map((step, nth) => {
    const [x, y] = [LEFT + (nth < 6 ? 0 : 530), LISTS.first + (nth % 6) * LISTS.pitch];
    return `<g data-step="${nth + 1}">${stepOf(nth + 1, x + 9, y)}${text('sentence', step, x + 28, y + 5)}</g>`;
  });
  return ['<g id="flow">', text('heading', 'Data Flow', LEFT, LISTS.heading), ...rows, '</g>'];
}

function list(id: string, title: string, x: number, lines: string[], mark: 'warning' | 'check', colour: string) {
  const rows = lines.flatMap((line, nth) => {
    const y = LISTS.first + nth * LISTS.pitch;
    return [icon(mark, x, y - 8, 16, colour), text('sentence', line, x + 26, y + 5)];
  });
  return [`<g id="${id}">`, text('heading', title, x, LISTS.heading), ...rows, '</g>'];
}

function legend(x: number): string[] {
  const rowAt = (nth: number) => LISTS.first + nth * LISTS.pitch;
  const rows = LEGEND.map(([words, colour], nth) => {
    const square = `<rect x="${x}" y="${px(rowAt(nth) - 8)}" width="16" height="16" rx="4" fill="${COLOURS[colour]}"/>`;
    return `<g class="entry">${square}${text('sentence', words, x + 26, rowAt(nth) + 5)}</g>`;
  });
  const y = rowAt(LEGEND.length);
  const frame = `<rect x="${x}" y="${y - 8}" width="16" height="16" rx="4" fill="none" stroke="${COLOURS.boundary}" stroke-width="1.5" stroke-dasharray="4 3"/>`;
  const last = `<g class="entry">${frame}${text('sentence', 'Security boundary', x + 26, y + 5)}</g>`;
  return ['<g id="legend">', text('heading', 'Legend', x, LISTS.heading), ...rows, last, '</g>'];
}
