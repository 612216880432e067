/** The document's visual specifications and its words: [line, what of the drawing is not so]. */

import { type Check, differ } from '@ticketmaster/diagrams/legible.fixture';
import type { Drawing, Element } from '@ticketmaster/diagrams/seen.fixture';

type Row = [layer: number, name: string, note: string, icon: string, fill: string, width: number, height: number];

const [GREEN, PURPLE] = ['#10B981', '#8B5CF6'];

const BOXES: Record<string, Row> = {
  users: [1, '10,000+ Concurrent Users', '', 'person person person person person', '#60A5FA', 250, 60],
  balancer: [2, 'Nginx Load Balancer', '', 'network', '#6B7280', 200, 100],
  'service-1': [3, 'Ticket Service #1', '(Instance 1)', 'ticket', GREEN, 200, 100],
  'service-2': [3, 'Ticket Service #2', '(Instance 2)', 'ticket', GREEN, 200, 100],
  notification: [3, 'Notification Service', '(Email Service)', 'notification', '#3B82F6', 200, 100],
  redis: [
    ...([4, 'Redis Distributed Lock', 'Prevents Race Conditions & Double-Booking', 'warning lock'] as const),
    ...(['#EF4444', 300, 150] as const),
  ],
  kafka: [5, 'Apache Kafka', '', 'stream', '#F59E0B', 200, 100],
  'shard-1': [6, '', '', 'database', PURPLE, 180, 120],
  'shard-1-primary': [6, 'PostgreSQL Primary', '', '', PURPLE, 150, 43],
  'shard-1-replica': [6, 'PostgreSQL Replica', '', '', PURPLE, 150, 43],
  'shard-2': [6, '', '', 'database', PURPLE, 180, 120],
  'shard-2-primary': [6, 'PostgreSQL Primary', '', '', PURPLE, 150, 43],
  'shard-2-replica': [6, 'PostgreSQL Replica', '', '', PURPLE, 150, 43],
  external: [7, 'External Services', '', 'envelope', '#06B6D4', 200, 100],
};

const OUTSIDE = {
  redis: ['outside', 'CRITICAL: Concurrency Control'],
  kafka: ['annotation', 'Event Streaming Platform'],
  'shard-1': ['outside', 'Shard 1'],
  'shard-2': ['outside', 'Shard 2'],
} as const;

const LEGEND = [
  ['ticket', 'Microservice', GREEN],
  ['lock', 'Distributed Lock', '#EF4444'],
  ['stream', 'Message Queue', '#F59E0B'],
  ['database', 'Database', PURPLE],
  ['network', 'Load Balancer', '#6B7280'],
  ['envelope', 'External Service', '#06B6D4'],
];

const STEPS = [
  '**Users** send HTTP requests',
  '**Load Balancer** distributes to Ticket Services',
  '**Ticket Services** request lock from **Redis**',
  '**Redis** grants or denies lock',
  '**Ticket Services** write to **Databases** (only if locked)',
  '**Ticket Services** publish events to **Kafka**',
  '**Kafka** delivers events to **Notification Service**',
  '**Notification Service** sends emails via **External Services**',
];

const TYPOGRAPHY: Record<string, [size: string, weight: string, style: string, fill: string]> = {
  name: ['18', 'bold', '', '#FFFFFF'],
  port: ['14', '', '', '#FFFFFF'],
  label: ['12', '', '', '#1F2937'],
  annotation: ['10', '', 'italic', '#6B7280'],
};

/** One row beneath the other: the lowest edge of the one, the highest of the next, and what is between. */
const ROWS: [above: string, below: string, gap: number][] = [
  ['users', 'balancer', 50],
  ['balancer', 'service-1', 50],
  ['service-1', 'redis', 164],
  ['redis', 'shard-1', 50],
  ['shard-1', 'external', 50],
];

const iconsOf = ({ elements }: Drawing, id: string) =>
  elements.flatMap(({ group, kind, attributes }) =>
    group === id && kind === 'icon' ? [attributes['data-icon']!] : [],
  );

const boxesAreAsListed: Check = drawing => [
  ...differ(
    'the list of boxes',
    drawing.boxes.map(({ id }) => id),
    Object.keys(BOXES),
  ),
  ...Object.entries(BOXES).flatMap(([id, row]) => {
    const { layer, fill, width, height } = drawing.box(id) ?? {};
    const icons = iconsOf(drawing, id).join(' ');
    return differ(id, [layer, drawing.words(id, 'name'), drawing.words(id, 'note'), icons, fill, width, height], row);
  }),
];

const labelsOfBoxes: Check = drawing =>
  Object.entries(OUTSIDE).flatMap(([id, [kind, words]]) =>
    differ(`the label of ${id}`, drawing.words(id, kind), words),
  );

const entryOf = (all: Element[], nth: number) => {
  const rects = all.filter(({ tag, kind }) => tag === 'rect' && kind === '');
  const [rect, icon, text] = [
    rects,
    all.filter(({ kind }) => kind === 'icon'),
    all.filter(({ kind }) => kind === 'label'),
  ].map(some => some[nth]);
  return [icon?.attributes['data-icon'], text?.text, rect?.attributes.fill];
};

const legendSays: Check = drawing => {
  const all = drawing.elements.filter(({ group }) => group === 'legend');
  const frame = all.find(({ kind }) => kind === 'frame')!.rectangle;
  const red = all
    .filter(({ attributes }) => attributes.filter === 'url(#small-glow)')
    .map(({ attributes }) => attributes.fill);
  const isAtCorner = frame.x < 60 && frame.y + frame.height > 1080 - 60 && frame.width < 400;
  return [
    ...differ(
      'the legend',
      LEGEND.map((_, nth) => entryOf(all, nth)),
      LEGEND,
    ),
    ...differ('what glows in it', red, ['#EF4444']),
    ...(isAtCorner ? [] : ['the legend is no small box at the bottom left']),
  ];
};

const typography: Check = drawing =>
  drawing.texts.flatMap(({ kind, text, attributes }) => {
    const { 'font-size': size, 'font-weight': weight = '', 'font-style': style = '', fill } = attributes;
    return kind in TYPOGRAPHY ? differ(`the ${kind} '${text}'`, [size, weight, style, fill], TYPOGRAPHY[kind]) : [];
  });

const rowsAreApart: Check = drawing =>
  ROWS.flatMap(([above, below, gap]) => {
    const { y, height } = drawing.box(above)!;
    return differ(`between ${above} and ${below}`, drawing.box(below)!.y - y - height, gap);
  });

const boxesOfARowAreApart: Check = ({ boxes }) =>
  boxes.flatMap(a =>
    boxes
      .filter(b => b.y < a.y + a.height && a.y < b.y + b.height && b.x >= a.x + a.width && b.x < a.x + a.width + 30)
      .map(b => `${b.id} stands less than 30 px beside ${a.id}`),
  );

const background: Check = drawing => {
  const { attributes, rectangle } = drawing.elements.find(({ attributes }) => attributes.id === 'background')!;
  return differ('the background', [attributes.fill, rectangle], ['#FFFFFF', { x: 0, y: 0, width: 1920, height: 1080 }]);
};

const noEmoji: Check = ({ texts }) =>
  texts.flatMap(({ text }) =>
    /^[\x20-\x7e]*$/.test(text) ? [] : [`'${text}' holds a letter that not every font has`],
  );

const fewFonts: Check = ({ elements }) =>
  elements.flatMap(({ attributes: { 'font-family': family } }) =>
    family === undefined ? [] : differ('a font', family, 'sans-serif'),
  );

export const SPECIFICATION: [line: string, check: Check][] = [
  ['7 layers, and what each box says, its icon, its color (exact hex code) and its size', boxesAreAsListed],
  ['Label above Redis, platform of Kafka, group labels of the shards', labelsOfBoxes],
  ['Legend (bottom left corner): 6 squares, red with glow', legendSays],
  [
    'Flow sequence summary: 8 numbered steps',
    drawing =>
      STEPS.flatMap((step, nth) => differ(`step ${nth + 1}`, drawing.words(`step-${nth + 1}`, 'sentence'), step)),
  ],
  ['Typography: names 18px bold white, ports 14px white, arrow labels 12px, annotations 10px italic gray', typography],
  ['Vertical spacing between layers: 50px', rowsAreApart],
  ['Horizontal spacing between components: 30px, or more', boxesOfARowAreApart],
  ['Background: white, 1920 × 1080', background],
  ['icons are shapes: no emoji', noEmoji],
  ['one generic font', fewFonts],
];
