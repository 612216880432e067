/** What makes a drawing legible, measured. */
import { contains, type Drawing, type Element, holds, inkOf, overlap } from './seen.fixture.ts';

/** What of a drawing is not as a line says, [] when nothing is. */
export type Check = (drawing: Drawing) => string[];
export type Promised = [line: string, check: Check];

export const differ = (what: string, is: unknown, should: unknown) =>
  JSON.stringify(is) === JSON.stringify(should)
    ? []
    : [`${what} is ${JSON.stringify(is)}, and should be ${JSON.stringify(should)}`];

const pairs = <T>(all: T[]) => all.flatMap((a, nth) => all.slice(nth + 1).map((b): [T, T] => [a, b]));

const noTextOnAnother: Check = ({ texts }) =>
  pairs(texts)
    .filter(([a, b]) => overlap(inkOf(a), inkOf(b)))
    .map(([a, b]) => `'${a.text}' lies on '${b.text}'`);

/** What lies behind the label of an arrow. */
export const chipOf = ({ elements }: Drawing, text: Element) =>
  elements.find(({ group, tag }) => group === text.group && group.startsWith('label-') && tag === 'rect')?.rectangle;

/** An arrow may touch the boxes that it joins, and passes into a box in which the one stands that it leads to. */
const arrowsGoAround: Check = ({ boxes, arrows }) =>
  arrows.flatMap(({ id, line, head }) => {
    const tip = head.points[0]!;
    const around = boxes.filter(box => {
      const inGroup = boxes.some(one => contains(box, one) && one !== box && holds(one, tip, -1));
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

const labelsHideNoOtherArrow =
  (together?: RegExp): Check =>
  drawing =>
    labelledParts(drawing).flatMap(({ id, rectangle }) =>
      drawing.arrows
        .filter(
          other =>
            other.id !== id &&
            !together?.test(other.id) &&
            other.line.points.some(point => holds(rectangle, point, -2)),
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

/** [promise, where it is broken]; `together` names arrows that run side by side and share one label. */
export const legible = (together?: RegExp): Promised[] => [
  ['no text lies on another', noTextOnAnother],
  ['no arrow goes through a box', arrowsGoAround],
  ['no label lies on a box', labelsLieOnNoBox],
  ['every label lies on its arrow', labelsLieOnTheirArrow],
  ['no label hides another arrow', labelsHideNoOtherArrow(together)],
  ['no arrow goes through a text', arrowsCrossNoText],
  ['where arrows cross, it is seen which is which', crossingsAreSeen],
];
