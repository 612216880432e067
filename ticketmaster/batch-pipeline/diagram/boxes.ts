/** Boxes as SVG: a card whose edge and icon have the colour, and whose words stand on white. */
import { px } from '@ticketmaster/diagrams/path';
import { escaped, PAPER } from '@ticketmaster/diagrams/texts';
import { BOXES, type Box, type BoxId, COLOURS } from './document.ts';
import { icon } from './icons.ts';
import { layerOf, PLACES } from './layout.ts';
import { text } from './texts.ts';

const TILE = 46;
const PADDING = 10;
const PITCH = { name: 18, note: 16 };

export function boxOf(id: BoxId): string {
  const { name, note = [], icon: shape, colour }: Box = BOXES[id];
  const { x, y, width, height } = PLACES[id];
  const left = x + TILE + PADDING;
  // Names and notes together stand in the middle of the height.
  const top = y + (height - name.length * PITCH.name - note.length * PITCH.note) / 2;
  const below = top + name.length * PITCH.name;
  return [
    `<g id="${id}" class="box" data-layer="${layerOf(id)}">`,
    `<title>${escaped([name.join(' '), ...note].join(' '))}</title>`,
    `<rect x="${px(x)}" y="${px(y)}" width="${width}" height="${height}" rx="10" fill="${COLOURS[colour]}"/>`,
    `<rect class="page" x="${px(x + TILE)}" y="${px(y + 2)}" width="${width - TILE - 2}" height="${height - 4}" rx="8" fill="${PAPER}"/>`,
    icon(shape, x + (TILE - 30) / 2, y + (height - 30) / 2, 30),
    ...name.map((line, nth) => text('name', line, left, top + 14 + nth * PITCH.name)),
    ...note.map((line, nth) => text('note', line, left, below + 12 + nth * PITCH.note)),
    '</g>',
  ].join('\n');
}
