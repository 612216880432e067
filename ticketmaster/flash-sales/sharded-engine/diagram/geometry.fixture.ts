/** What makes the drawing legible, measured: [promise, where it is broken]. */
import { type Check, chipOf, legible, type Promised } from '@ticketmaster/diagrams/legible.fixture';
import { contains, inkOf } from '@ticketmaster/diagrams/seen.fixture';

/** Names stand beside a box's padding of 15 px, except in a server of a shard, which is no component of its own. */
const textsStayInTheirBoxes: Check = drawing => {
  const canvas = { x: 8, y: 8, width: 1904, height: 1064 };
  const frame = drawing.elements.find(({ kind }) => kind === 'frame')!.rectangle;
  return drawing.texts.flatMap(text => {
    const box = ['name', 'note', 'port'].includes(text.kind) ? drawing.box(text.group) : undefined;
    const outer = box ?? (text.group === 'legend' ? frame : (chipOf(drawing, text) ?? canvas));
    const padding = box && box.height > 50 ? 15 : 4;
    return contains(outer, inkOf(text), padding) ? [] : [`'${text.text}' of ${text.group} leaves its box`];
  });
};

export const GEOMETRY: Promised[] = [['no text leaves its box', textsStayInTheirBoxes], ...legible(/^request/)];
