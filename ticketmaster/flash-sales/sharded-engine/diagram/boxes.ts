/** Boxes as SVG: a card in its colour, with an icon, a name, a note and a port. */
import { px } from '@ticketmaster/diagrams/path';
import { escaped } from '@ticketmaster/diagrams/texts';
import { BOXES, type Box, type BoxId, COLOURS } from './document.ts';
import { icon } from './icons.ts';
import { PADDING, PLACES } from './layout.ts';
import { text } from './texts.ts';

const NAME_PITCH = 21;

export function boxOf(id: BoxId): string {
  const box: Box = BOXES[id];
  const named = [box.name.join(' '), box.note?.join(' '), box.port && `port ${box.port}`].filter(Boolean).join(', ');
  return [
    `<g id="${id}" class="box" data-layer="${box.layer}">`,
    `<title>${escaped(named)}</title>`,
    card(id, box),
    ...inside(id, box),
    '</g>',
  ].join('\n');
}

function card(id: BoxId, { colour }: Box): string {
  const { x, y, width, height } = PLACES[id];
  const rect = `<rect x="${px(x)}" y="${px(y)}" width="${width}" height="${height}" rx="${isServer(id) ? 6 : 12}" fill="${COLOURS[colour]}"`;
  // A group is the same purple, but thin: on solid purple neither its servers nor the purple arrow that enters it were seen.
  if (isShard(id)) return `${rect} fill-opacity="0.16" stroke="${COLOURS[colour]}" stroke-width="2"/>`;
  if (isServer(id)) return `${rect}/>`;
  return `${rect} filter="url(#${id === 'redis' ? 'glow' : 'shadow'})"/>`;
}

const isServer = (id: BoxId) => /primary|replica/.test(id);
const isShard = (id: BoxId) => id === 'shard-1' || id === 'shard-2';

function inside(id: BoxId, box: Box): string[] {
  if (id === 'users') return users();
  if (id === 'redis') return redis(box);
  if (isServer(id)) return server(id, box);
  if (isShard(id)) return shard(id, box);
  const { x, y, height } = PLACES[id];
  const rows = box.port ? y + PADDING : y + (height - 42) / 2;
  return [
    icon(box.icon!, x + PADDING, rows + 1, 38),
    ...box.name.map((line, nth) => text('name', line, x + PADDING + 46, rows + 16 + nth * NAME_PITCH)),
    ...(box.note ?? []).map(line => text('note', line, x + PADDING, y + height - PADDING - 5)),
    ...(box.port ? badge(id, box.port) : []),
    ...(id === 'kafka' ? [text('annotation', 'Event Streaming Platform', x + 100, y + height + 20, 'middle')] : []),
  ];
}

/** Where a port is written: white on a darker patch of the box, at its lower right corner. */
function badge(id: BoxId, port: number, y = PLACES[id].y + PLACES[id].height - PADDING - 21): string[] {
  const width = port < 100 ? 32 : 48;
  const x = PLACES[id].x + PLACES[id].width - PADDING - width;
  return [
    `<rect class="badge" x="${px(x)}" y="${px(y)}" width="${width}" height="21" rx="10.5" fill="${COLOURS.text}" fill-opacity="0.45"/>`,
    text('port', `${port}`, x + width / 2, y + 15.5, 'middle'),
  ];
}

function users(): string[] {
  const { x, y, width } = PLACES.users;
  const middle = x + width / 2;
  return [
    ...[-2, -1, 0, 1, 2].map(nth => icon('person', middle + nth * 46 - 17, y - 42, 34, COLOURS.users)),
    ...BOXES.users.name.map((line, nth) => text('name', line, middle, y + 26 + nth * NAME_PITCH, 'middle')),
  ];
}

function redis({ name, note, port }: Box): string[] {
  const { x, y, width } = PLACES.redis;
  const middle = x + width / 2;
  return [
    icon('warning', middle - 69, y - 62, 22, COLOURS.redis),
    text('outside', 'CRITICAL:', middle + 14, y - 44, 'middle'),
    text('outside', 'Concurrency Control', middle, y - 23, 'middle'),
    icon('lock', x + PADDING - 4, y + 28, 92),
    ...name.map((line, nth) => text('name', line, x + 106, y + 44 + nth * 24)),
    ...badge('redis', port!, y + 27),
    ...note!.map((line, nth) => text('note', line, x + 106, y + 101 + nth * 18)),
  ];
}

/** Its label stands above the group, which two servers fill. */
function shard(id: BoxId, { name }: Box): string[] {
  const { x, y } = PLACES[id];
  return [icon('database', x, y - 27, 22, COLOURS.database), text('outside', name[0]!, x + 30, y - 9)];
}

function server(id: BoxId, { name, port }: Box): string[] {
  const { x, y, width } = PLACES[id];
  return [
    text('name', name[0]!, x + 9, y + 18.5),
    text('name', name[1]!, x + 9, y + 36.5),
    text('port', `${port}`, x + width - 9, y + 36.5, 'end'),
  ];
}
