/** The document's style requirements, and what makes the drawing legible, measured: [line, where it is broken]. */
import { type Check, chipOf, differ, legible, type Promised } from '@ticketmaster/diagrams/legible.fixture';
import { contains, type Drawing, type Element, ends, holds, inkOf, overlap } from '@ticketmaster/diagrams/seen.fixture';
import { HEIGHT, WIDTH } from './layout.ts';

const columnsOf = ({ elements }: Drawing) =>
  elements.filter(({ tag, group }) => tag === 'rect' && /^layer-/.test(group));

const leftToRight: Check = drawing => {
  const columns = columnsOf(drawing).map(({ rectangle }) => rectangle);
  const layers = drawing.arrows.map(arrow => ({
    arrow: arrow.id,
    layers: ends(drawing, arrow).map(id => drawing.box(id ?? '')?.layer ?? 0) as [number, number],
  }));
  return [
    ...differ('the number of layers', columns.length, 5),
    ...columns.flatMap(({ x }, nth) => {
      const before = columns[nth - 1];
      return before && before.x + before.width > x ? [`layer ${nth + 1} does not stand right of layer ${nth}`] : [];
    }),
    ...layers
      .filter(({ arrow, layers: [from, to] }) => from > to !== (arrow === 'deliver'))
      .map(({ arrow }) => `arrow ${arrow} leads the wrong way`),
  ];
};

const boundariesOf = ({ elements }: Drawing) => elements.filter(({ kind }) => kind === 'dashes');

/** Every component is inside one dashed frame, as a whole. */
const boundariesAreDrawn: Check = drawing => {
  const frames = boundariesOf(drawing);
  return [
    ...differ('the number of boundaries', frames.length, 7),
    ...frames.flatMap(({ group, attributes }) => [
      ...(attributes['stroke-dasharray'] && attributes.fill === 'none' ? [] : [`${group} is not dashed`]),
      ...(drawing.words(group, 'boundary') ? [] : [`${group} has no name`]),
    ]),
    ...drawing.boxes.flatMap(box => {
      const around = frames.filter(({ rectangle }) => overlap(rectangle, box));
      const is = around.length === 1 && contains(around[0]!.rectangle, box);
      return is ? [] : [`${box.id} is not inside one boundary`];
    }),
  ];
};

/** What follows from where the arrows begin and end, and not from their names. */
const interactions: Check = drawing =>
  drawing.arrows.flatMap(arrow => {
    const { 'data-from': from, 'data-to': to } =
      drawing.elements.find(({ attributes }) => attributes.id === `arrow-${arrow.id}`)?.attributes ?? {};
    return differ(`arrow ${arrow.id}`, ends(drawing, arrow), [from, to]);
  });

const metricsAreProminent: Check = ({ texts }) =>
  texts
    .filter(({ kind }) => kind === 'value')
    .filter(({ attributes }) => Number(attributes['font-size']) < 20 || attributes['font-weight'] !== 'bold')
    .map(({ text }) => `'${text}' is not larger than what is around it`);

const drawnOnce: Check = drawing => differ('the number of arrows', drawing.arrows.length, 17);

/** What lies behind the middle of a text: of all that is filled, what is drawn last before it. */
function groundOf({ elements }: Drawing, text: Element): string {
  const { x, y, width, height } = text.rectangle;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const filled = elements.slice(0, elements.indexOf(text)).filter(({ tag, attributes: { fill }, rectangle }) => {
    return /^(rect|circle)$/.test(tag) && fill !== 'none' && holds(rectangle, middle);
  });
  return filled.at(-1)!.attributes.fill!;
}

/** As WCAG 2 defines it: 1 for the same, 21 for black on white. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map(at => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].toSorted((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const wordsStandOut: Check = drawing =>
  drawing.texts.flatMap(text => {
    const [fill, ground] = [text.attributes.fill!, groundOf(drawing, text)];
    return contrast(fill, ground) >= 4.5 ? [] : [`'${text.text}' is ${fill} on ${ground}`];
  });

const wordsAreLarge: Check = ({ texts }) =>
  texts
    .filter(({ attributes }) => !(Number(attributes['font-size']) >= 11))
    .map(({ text }) => `'${text}' is smaller than 11 px`);

/** What lies behind the number of a step. */
const circleOf = ({ elements }: Drawing, text: Element) =>
  elements.find(({ tag, group }) => tag === 'circle' && group === text.group)?.rectangle;

const PADDING = 4;
const textsStayInTheirBoxes: Check = drawing => {
  const canvas = { x: 8, y: 8, width: WIDTH - 16, height: HEIGHT - 16 };
  const frames = drawing.elements.filter(({ kind }) => /^(page|frame|dashes)$/.test(kind));
  const around = [...columnsOf(drawing), ...frames];
  return drawing.texts.flatMap(text => {
    const circle = text.kind === 'step' && circleOf(drawing, text);
    if (circle) return contains(circle, inkOf(text), 1) ? [] : [`'${text.text}' of ${text.group} leaves its circle`];
    const outer = around.find(({ group }) => group === text.group)?.rectangle ?? chipOf(drawing, text) ?? canvas;
    return contains(outer, inkOf(text), PADDING) ? [] : [`'${text.text}' of ${text.group} leaves its box`];
  });
};

export const STYLE: Promised[] = [
  ['MAIN COMPONENTS (Left to Right Flow)', leftToRight],
  ['Security boundaries indicated', boundariesAreDrawn],
  ['Clear service boundaries and interactions', interactions],
  ['no arrow is missing, and none is drawn twice', drawnOnce],
  ['Performance metrics displayed prominently', metricsAreProminent],
];

export const LEGIBLE: Promised[] = [
  ['no text leaves its box', textsStayInTheirBoxes],
  ['every text has a contrast of 4.5', wordsStandOut],
  ['no text is smaller than 11 px', wordsAreLarge],
  ...legible(),
];
