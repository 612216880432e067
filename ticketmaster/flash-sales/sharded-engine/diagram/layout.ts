/** Where the boxes stand on 1920 × 1080 px: sizes from the document, places from here. */
import { edgeOf, type Rectangle } from '@ticketmaster/diagrams/path';
import { BOXES, type Box, type BoxId } from './document.ts';

export const WIDTH = 1920;
export const HEIGHT = 1080;
export const CENTRE = WIDTH / 2;
export const PADDING = 15;
export const BETWEEN_LAYERS = 50;
/** More than 50 px: six arrows, their labels and the warning above Redis stand here. It is what 1080 px leave when all others are 50. */
const ABOVE_REDIS = 164;

const rows: [gapAbove: number, Partial<Record<BoxId, number>>][] = [
  [60, { users: CENTRE }],
  [BETWEEN_LAYERS, { balancer: CENTRE }],
  // At least 30 px apart, as asked for, and as much more as the arrows and labels between them take.
  [BETWEEN_LAYERS, { 'service-1': 640, 'service-2': 1280, notification: 1765 }],
  [ABOVE_REDIS, { redis: CENTRE, kafka: 1660 }],
  [BETWEEN_LAYERS, { 'shard-1': 740, 'shard-2': 1180 }],
  [BETWEEN_LAYERS, { external: 1765 }],
];

export const PLACES = placed();

function placed(): Record<BoxId, Rectangle> {
  const places: Partial<Record<BoxId, Rectangle>> = {};
  let y = 0;
  for (const [gapAbove, centres] of rows) {
    y += gapAbove;
    const row = Object.entries(centres) as [BoxId, number][];
    for (const [id, centre] of row) places[id] = rectangle(BOXES[id], centre, y);
    y += Math.max(...row.map(([id]) => BOXES[id].height));
  }
  for (const shard of ['shard-1', 'shard-2'] as const) {
    const { x, y, width, height } = places[shard]!;
    const [primary, replica] = [`${shard}-primary`, `${shard}-replica`] as const;
    places[primary] = rectangle(BOXES[primary], x + width / 2, y + PADDING);
    places[replica] = rectangle(BOXES[replica], x + width / 2, y + height - PADDING - BOXES[replica].height);
  }
  return places as Record<BoxId, Rectangle>;
}

function rectangle({ width, height }: Box, centre: number, y: number): Rectangle {
  return { x: centre - width / 2, y, width, height };
}

export const edge = (box: BoxId, side: 'top' | 'bottom' | 'left' | 'right', along = 0) =>
  edgeOf(PLACES[box], side, along);
