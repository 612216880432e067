/** Where everything stands on 2240 × 1260 px: a column for each layer, from left to right, and what is said of it below. */
import { edgeOf, type Rectangle } from '@ticketmaster/diagrams/path';
import { BOUNDARIES, BOXES, type BoxId, LAYERS } from './document.ts';

export const WIDTH = 2240;
export const HEIGHT = 1260;
export const LEFT = 30;
export const COLUMN = { width: 310, gap: 140, top: 118 };
export const BOX = { width: 280, height: 94, top: 204, pitch: 160 };
/** Between the top edge of a boundary and its boxes its title stands. */
const BOUNDARY = { beside: 9, above: 26 };

export const PLACES = Object.fromEntries(
  LAYERS.flatMap(([, ids], layer) =>
    ids.map((id, row) => [
      id,
      {
        x: columnAt(layer) + (COLUMN.width - BOX.width) / 2,
        y: BOX.top + row * BOX.pitch,
        width: BOX.width,
        height: BOX.height,
      },
    ]),
  ),
) as Record<BoxId, Rectangle>;

export const layerOf = (id: BoxId) => LAYERS.findIndex(([, ids]) => ids.includes(id)) + 1;

export function columnAt(layer: number): number {
  return LEFT + layer * (COLUMN.width + COLUMN.gap);
}

export function columnOf(layer: number): Rectangle {
  const [, ids] = LAYERS[layer]!;
  const last = PLACES[ids.at(-1)!];
  return { x: columnAt(layer), y: COLUMN.top, width: COLUMN.width, height: last.y + last.height + 18 - COLUMN.top };
}

/** The frame around its boxes. */
export function boundaryOf(name: keyof typeof BOUNDARIES): Rectangle {
  const places = BOUNDARIES[name]![1].map(id => PLACES[id]);
  const x = Math.min(...places.map(place => place.x)) - BOUNDARY.beside;
  const y = Math.min(...places.map(place => place.y)) - BOUNDARY.above;
  const right = Math.max(...places.map(place => place.x + place.width)) + BOUNDARY.beside;
  const bottom = Math.max(...places.map(place => place.y + place.height)) + BOUNDARY.beside;
  return { x, y, width: right - x, height: bottom - y };
}

export const edge = (id: BoxId, side: 'top' | 'bottom' | 'left' | 'right', along = 0) =>
  edgeOf(PLACES[id], side, along);

export const ALL_BOXES = Object.keys(BOXES) as BoxId[];
