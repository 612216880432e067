/** What makes a drawing legible, measured: [promise, where it is broken]. */
import type { Check } from './document-lines.fixture.ts';
import { contains, type Drawing, type Element, holds, inkOf, overlap } from './seen.fixture.ts';

const pairs = <T>(all: T[]) => all.flatMap((a, nth) => all.slice(nth + 1).map((b): [T, T] => [a, b]));

const noTextOnAnother: Check = ({ texts }) =>
  pairs(texts)
    .filter(([a, b]) => overlap(inkOf(a), inkOf(b)))
    .map(([a, b]) => `'${a.text}' lies on '${b.text}'`);

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

/** What lies behind the label of an arrow. */
const chipOf = ({ elements }: Drawing, text: Element) =>
  elements.find(({ group, tag }) => group === text.group && group.startsWith('label-') && tag === 'rect')?.rectangle;

/** An arrow may touch the boxes that it joins, and passes into the group of a server. */
const arrowsGoAround: Check = ({ boxes, arrows }) =>
  arrows.flatMap(({ id, line, head }) => {
    const tip = head.points[0]!;
    const around = boxes.filter(box => {
      const inGroup =
        box.id.startsWith('shard') && boxes.some(one => contains(box, one) && one !== box && holds(one, tip, -1));
      return !inGroup && line.points.some(point => holds(box, point, 1));
    });
    return around.map(box => `arrow ${id} goes through ${box.id}`);
  });

const labelledParts = ({ arrows }: Drawing) =>
  arrows.flatMap(({ id, labelled }) =>
    labelled.map(({ rectangle, text, tag }) => ({ id, rectangle, text: text || tag })),
  );

const labelsLieOnNoBox: Check = drawing =>
  labelledParts(drawing).flatMap(({ id, rectangle, text }) =>
    drawing.boxes
      .filter(box => overlap(box, rectangle))
      .map(box => `the label of arrow ${id} (${text}) lies on ${box.id}`),
  );

const labelsLieOnTheirArrow: Check = ({ arrows }) =>
  arrows
    .filter(({ labelled }) => labelled.length > 0)
    .filter(({ line, labelled }) =>
      labelled.every(({ rectangle }) => !line.points.some(point => holds(rectangle, point, -10))),
    )
    .map(({ id }) => `the label of arrow ${id} is far from it`);

const labelsHideNoOtherArrow: Check = drawing =>
  labelledParts(drawing).flatMap(({ id, rectangle }) =>
    drawing.arrows
      .filter(
        other =>
          other.id !== id && !/^request/.test(other.id) && other.line.points.some(point => holds(rectangle, point, -2)),
      )
      .map(other => `the label of arrow ${id} lies on arrow ${other.id}`),
  );

const arrowsCrossNoText: Check = drawing =>
  drawing.arrows.flatMap(({ id, line }) =>
    drawing.texts
      .filter(text => text.group !== `label-${id}` && line.points.some(point => holds(inkOf(text), point)))
      .map(({ text }) => `arrow ${id} goes through '${text}'`),
  );

/** Where two arrows cross, the later one has a seam. */
const crossingsAreSeen: Check = ({ arrows, elements }) => {
  const seams = elements.filter(({ kind }) => kind === 'seam').map(({ group }) => group);
  return pairs(arrows)
    .filter(([a, b]) => a.line.points.some(p => b.line.points.some(q => Math.hypot(p.x - q.x, p.y - q.y) < 4)))
    .filter(([, b]) => !seams.includes(`arrow-${b.id}`))
    .map(([a, b]) => `arrows ${a.id} and ${b.id} cross without a seam`);
};

export const GEOMETRY: [promise: string, check: Check][] = [
  ['no text lies on another', noTextOnAnother],
  ['no text leaves its box', textsStayInTheirBoxes],
  ['no arrow goes through a box, and none through Redis', arrowsGoAround],
  ['no label lies on a box', labelsLieOnNoBox],
  ['every label lies on its arrow', labelsLieOnTheirArrow],
  ['no label hides another arrow', labelsHideNoOtherArrow],
  ['no arrow goes through a text', arrowsCrossNoText],
  ['where arrows cross, it is seen which is which', crossingsAreSeen],
];
