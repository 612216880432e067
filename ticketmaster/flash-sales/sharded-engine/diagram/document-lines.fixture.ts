/** Lines of the document, and what of the drawing answers each: [line, what is wrong, [] when nothing is]. */
import { type Check, differ } from '@ticketmaster/diagrams/legible.fixture';
import { type Drawing, ends, holds } from '@ticketmaster/diagrams/seen.fixture';

type Expected = [from: string, to: string, colour: string, width: number, dashed: boolean, label: string];
const [GREEN, RED, PURPLE, ORANGE] = ['#10B981', '#EF4444', '#8B5CF6', '#F59E0B'];

/** The arrows of the document, by its letters. */
const LETTERS: Record<string, Expected> = {
  A: ['service-1', 'redis', RED, 3, true, '③ Acquire Lock (SETNX)'],
  B: ['service-2', 'redis', RED, 3, true, '③ Acquire Lock (SETNX)'],
  C: ['redis', 'service-1', GREEN, 3, false, '④ Lock Granted/Denied'],
  D: ['redis', 'service-2', GREEN, 3, false, '④ Lock Granted/Denied'],
  E: ['service-1', 'kafka', ORANGE, 2, false, '⑥ Publish Event (JSON)'],
  F: ['service-2', 'kafka', ORANGE, 2, false, '⑥ Publish Event (JSON)'],
  G: ['kafka', 'notification', '#3B82F6', 2, false, '⑦ Consume Event'],
  H: ['service-1', 'shard-1-primary', PURPLE, 2, false, '⑤ INSERT Ticket (if lock acquired)'],
  I: ['service-2', 'shard-2-primary', PURPLE, 2, false, '⑤ INSERT Ticket (if lock acquired)'],
  J: ['notification', 'external', '#06B6D4', 2, false, '⑧ Send Confirmation Email'],
};

const request = (label: string): Expected => ['users', 'balancer', '#60A5FA', 3, false, label];
const replication = (from: string, to: string): Expected => [from, to, PURPLE, 1, true, 'Master-Slave Replication'];

/** Those that have no letter. */
const OTHERS: Record<string, Expected> = {
  ...Object.fromEntries([1, 2, 3, 4].map(nth => [`request-${nth}`, request('')])),
  'request-5': request('① HTTP Requests'),
  'distribute-1': ['balancer', 'service-1', '#6B7280', 2, false, '② Round-Robin Distribution'],
  'distribute-2': ['balancer', 'service-2', '#6B7280', 2, false, '② Round-Robin Distribution'],
  'replicate-1': replication('shard-1-primary', 'shard-1-replica'),
  'replicate-2': replication('shard-2-primary', 'shard-2-replica'),
};

const ALL = { ...LETTERS, ...OTHERS };

/** `③` is drawn as a 3 in a circle. */
const asDrawn = (label: string) =>
  label.replace(/[①-⑧]/, circled => `${circled.codePointAt(0)! - '①'.codePointAt(0)! + 1}`);

const ofAll = (table: Record<string, Expected>, check: (drawing: Drawing, id: string, row: Expected) => string[]) =>
  ((drawing: Drawing) => Object.entries(table).flatMap(([id, row]) => check(drawing, id, row))) as Check;

const joins = (drawing: Drawing, id: string, [from, to]: Expected) => {
  const arrow = drawing.arrow(id);
  return arrow ? differ(`arrow ${id}`, ends(drawing, arrow), [from, to]) : [`arrow ${id} is missing`];
};

const coloured = (drawing: Drawing, id: string, [, , colour]: Expected) => {
  const { line, head } = drawing.arrow(id) ?? {};
  return differ(`arrow ${id}`, [line?.attributes.stroke, head?.attributes.fill], [colour, colour]);
};

const stroked = (drawing: Drawing, id: string, [, , , width, dashed]: Expected) => {
  const { 'stroke-width': is, 'stroke-dasharray': dashes } = drawing.arrow(id)?.line.attributes ?? {};
  return differ(`arrow ${id}`, [Number(is), dashes !== undefined], [width, dashed]);
};

const labelled = (drawing: Drawing, id: string, [, , , , , label]: Expected) =>
  differ(`the label of arrow ${id}`, drawing.arrow(id)?.label, asDrawn(label));

/** So many arrows of one colour lead from and to there, wherever their names say they do. */
const counted = (colour: string, pairs: [string, string][]) => (drawing: Drawing) =>
  differ(
    `all arrows in ${colour}`,
    drawing.arrows
      .filter(({ line }) => line.attributes.stroke === colour && line.attributes['stroke-width'] === '3')
      .map(arrow => ends(drawing, arrow)),
    pairs,
  );

const redisIsCentredAndLarge: Check = drawing => {
  const redis = drawing.box('redis')!;
  const size = ({ width, height }: { width: number; height: number }) => width * height;
  const rivals = drawing.boxes.filter(box => box !== redis && size(box) * 2 > size(redis));
  return [
    ...differ('the middle of Redis', redis.x + redis.width / 2, 960),
    ...differ('its size', [redis.width, redis.height], [300, 150]),
    ...rivals.map(({ id }) => `${id} is more than half as large as Redis`),
  ];
};

const redisGlows: Check = drawing => {
  const redis = drawing.box('redis')!;
  const filter = /^url\(#([\w-]+)\)$/.exec(redis.filter)?.[1];
  const shines = drawing.elements.filter(({ tag, group }) => tag === 'feDropShadow' && group === filter);
  const red = shines.filter(
    ({ attributes }) => attributes['flood-color'] === RED && Number(attributes.stdDeviation) > 5,
  );
  return [...differ('the colour of Redis', redis.fill, RED), ...(red.length ? [] : ['Redis does not glow in red'])];
};

const databaseArrowsCurve: Check = drawing => {
  const redis = drawing.box('redis')!;
  return (['H', 'I'] as const).flatMap(id => {
    const points = drawing.arrow(id)?.line.points ?? [];
    if (points.length < 2) return [`arrow ${id} is missing`];
    const [a, b] = [points[0]!, points.at(-1)!];
    const chord = Math.hypot(b.x - a.x, b.y - a.y);
    const bows = points.map(({ x, y }) => Math.abs((b.x - a.x) * (a.y - y) - (a.x - x) * (b.y - a.y)) / chord);
    const beside = points.filter(({ y }) => y > redis.y && y < redis.y + redis.height);
    const passes = ({ x }: { x: number }) => (id === 'H' ? x < redis.x : x > redis.x + redis.width);
    return [
      ...(Math.max(...bows) > 40 ? [] : [`arrow ${id} is straight`]),
      ...(beside.length && beside.every(passes) ? [] : [`arrow ${id} does not pass beside Redis`]),
      ...(points.some(point => holds(redis, point)) ? [`arrow ${id} goes through Redis`] : []),
    ];
  });
};

const redisIsBetween: Check = drawing => {
  const [above, redis, below] = ['service-1', 'redis', 'shard-1'].map(id => drawing.box(id)!);
  const ordered = above!.y + above!.height < redis!.y && redis!.y + redis!.height < below!.y;
  return ordered ? [] : ['Redis does not stand between Ticket Services and databases'];
};

const numbersAreOnArrows: Check = drawing =>
  differ(
    'the numbers on arrows',
    drawing.texts
      .filter(({ kind, group }) => kind === 'step' && group.startsWith('label-'))
      .map(({ text }) => text)
      .toSorted()
      .join(' '),
    '1 2 2 3 3 4 4 5 5 6 6 7 8',
  );

const PORTS = {
  ...{ balancer: '80', 'service-1': '8080', 'service-2': '8081', notification: '8082', redis: '6379', kafka: '9095' },
  ...{ 'shard-1-primary': '5433', 'shard-1-replica': '5434', 'shard-2-primary': '5435', 'shard-2-replica': '5436' },
};

const legendIsThere: Check = drawing =>
  differ(
    'the number of entries',
    drawing.texts.filter(({ group, kind }) => group === 'legend' && kind === 'label').length,
    6,
  );

const toRedis: [string, string][] = [
  ['service-1', 'redis'],
  ['service-2', 'redis'],
];
const fromRedis = toRedis.map(([service, redis]): [string, string] => [redis, service]);

export const FINAL_CHECKLIST: [line: string, check: Check][] = [
  ['Redis is CENTERED and LARGE', redisIsCentredAndLarge],
  ['Redis has RED color with GLOW', redisGlows],
  ['2 RED arrows go FROM services TO Redis', counted(RED, toRedis)],
  ['2 GREEN arrows go FROM Redis TO services', counted(GREEN, fromRedis)],
  ['Database arrows CURVE around Redis', databaseArrowsCurve],
  ['All 10 arrows (A-J) are present', ofAll(LETTERS, joins)],
  [
    'All components have correct ports',
    drawing =>
      Object.entries(PORTS).flatMap(([id, port]) => differ(`the port of ${id}`, drawing.words(id, 'port'), port)),
  ],
  ['Legend is included', legendIsThere],
  ['Flow numbers (①-⑧) are visible', numbersAreOnArrows],
];

export const CRITICAL_REQUIREMENTS: [line: string, check: Check][] = [
  ['Redis MUST be positioned BETWEEN Ticket Services and Databases', redisIsBetween],
  [
    'BOTH Ticket Services MUST have arrows TO and FROM Redis',
    drawing => [...counted(RED, toRedis)(drawing), ...counted(GREEN, fromRedis)(drawing)],
  ],
  ['Database arrows MUST curve AROUND Redis (not go through it)', databaseArrowsCurve],
  ['Redis MUST be the LARGEST and most PROMINENT component', redisIsCentredAndLarge],
  ['Redis MUST have a RED GLOW effect', redisGlows],
  ['All arrows MUST be clearly visible with labels', ofAll(ALL, labelled)],
  ['Arrow colors MUST match the specifications exactly', ofAll(ALL, coloured)],
  ['Numbered sequence (①-⑧) MUST be visible on arrows', numbersAreOnArrows],
];

export const ARROW_SPECIFICATIONS: [line: string, check: Check][] = [
  ['every arrow joins the boxes it names', ofAll(ALL, joins)],
  ['widths, and RED DASHED, GREEN SOLID, Purple dashed', ofAll(ALL, stroked)],
];
