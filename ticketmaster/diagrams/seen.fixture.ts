/** A drawing as Chromium shows it: read from the file, measured on the page, and not from the data that made it. */
import type { Page } from 'playwright-core';
import { addressOf } from './browser.ts';
import type { Point, Rectangle } from './path.ts';

export interface Element {
  tag: string;
  /** The nearest group around it that has an id, or says whose label or which step it is. */
  group: string;
  kind: string;
  attributes: Record<string, string>;
  /** Bold words between double asterisks, as Markdown has them. */
  text: string;
  rectangle: Rectangle;
  /** Of a line or a head, 4 px apart, from its beginning to its end. */
  points: Point[];
}

export interface Box extends Rectangle {
  id: string;
  layer: number;
  fill: string;
  filter: string;
}

export interface Arrow {
  id: string;
  line: Element;
  head: Element;
  /** Number and words, as they are read on the drawing. */
  label: string;
  labelled: Element[];
}

/** One evaluation in the page, where the texts of all fonts and the points of all paths are known. */
const MEASURE = `[...document.querySelectorAll('*')].map(element => ({
  tag: element.tagName,
  group: (element.closest('[id], [data-arrow], [data-step]') ?? {}).id
    || (({ arrow, step }) => arrow ? 'label-' + arrow : 'step-' + step)(element.closest('[data-arrow], [data-step]')?.dataset ?? {}),
  kind: element.getAttribute('class') ?? '',
  attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
  text: [...element.childNodes].map(({ nodeName, textContent }) => nodeName === 'tspan' ? '**' + textContent + '**' : textContent).join(''),
  rectangle: (({ x, y, width, height }) => ({ x, y, width, height }))(element.getBoundingClientRect()),
  points: !['line', 'head'].includes(element.getAttribute('class')) ? [] : Array.from({ length: Math.ceil(element.getTotalLength() / 4) + 1 },
    (_, nth) => element.getPointAtLength(nth * 4)).map(({ x, y }) => ({ x, y })),
}))`;

/** Throws when the text is no XML. */
export async function look(page: Page, svg: string): Promise<Drawing> {
  await page.goto(addressOf(svg));
  const elements = (await page.evaluate(MEASURE)) as Element[];
  const broken = elements.find(({ tag }) => tag === 'parsererror');
  if (broken || elements.length === 0) throw new Error(`is no SVG: ${broken?.text}`);
  return drawingOf(elements);
}

export type Drawing = ReturnType<typeof drawingOf>;

function drawingOf(elements: Element[]) {
  const isBox = ({ attributes }: Element) => attributes.class === 'box';
  const boxes = elements.filter(isBox).map(({ attributes }): Box => {
    const card = elements.find(({ tag, group }) => tag === 'rect' && group === attributes.id)!;
    const { fill = '', filter = '' } = card.attributes;
    return { id: attributes.id!, layer: Number(attributes['data-layer']), fill, filter, ...card.rectangle };
  });
  const arrows = elements
    .filter(({ attributes }) => attributes.class === 'arrow')
    .flatMap(({ attributes }): Arrow[] => {
      const parts = elements.filter(({ group }) => group === attributes.id);
      const [line, head] = ['line', 'head'].map(kind => parts.find(part => part.kind === kind));
      const id = attributes.id!.replace('arrow-', '');
      const labelled = elements.filter(({ group, tag }) => group === `label-${id}` && tag !== 'g');
      const label = labelled.flatMap(({ tag, text }) => (tag === 'text' ? [text] : [])).join(' ');
      return line && head ? [{ id, line, head, label, labelled }] : [];
    });
  const texts = elements.filter(({ tag }) => tag === 'text');
  /** The words of one kind in a group, line after line. */
  const words = (group: string, kind: string) =>
    texts
      .filter(text => text.group === group && text.kind === kind)
      .map(({ text }) => text)
      .join(' ');
  const box = (id: string) => boxes.find(one => one.id === id);
  const arrow = (id: string) => arrows.find(one => one.id === id);
  return { elements, boxes, arrows, texts, words, box, arrow };
}

/** Whether a point lies in a rectangle that is `by` px smaller on each side, or larger when `by` is below 0. */
export const holds = ({ x, y, width, height }: Rectangle, point: Point, by = 0) =>
  point.x > x + by && point.x < x + width - by && point.y > y + by && point.y < y + height - by;

export const overlap = (a: Rectangle, b: Rectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const contains = (outer: Rectangle, inner: Rectangle, padding = 0) =>
  inner.x >= outer.x + padding &&
  inner.x + inner.width <= outer.x + outer.width - padding &&
  inner.y >= outer.y &&
  inner.y + inner.height <= outer.y + outer.height;

/** Which box has its edge at this point: of several that lie in one another, the innermost. */
export const boxAt = ({ boxes }: Drawing, point: Point) =>
  boxes
    .filter(box => holds(box, point, -1) && !holds(box, point, 1))
    .toSorted((a, b) => a.width * a.height - b.width * b.height)[0]?.id;

/** From which box to which an arrow leads, judged by where it begins and where the tip of its head is. */
export function ends(drawing: Drawing, { line, head }: Arrow): [from: string | undefined, to: string | undefined] {
  const [tip] = head.points as [Point];
  return [boxAt(drawing, line.points[0]!), boxAt(drawing, tip)];
}

/** A text as high as its letters are, and not as its font has lines. */
export function inkOf({ rectangle, attributes }: Element): Rectangle {
  const size = Number(attributes['font-size']);
  return { ...rectangle, y: Number(attributes.y) - 0.76 * size, height: size };
}
