/** The arrows: what the steps of the data flow do, and what else the components do to one another. */
import type { Arrow, Route } from '@ticketmaster/diagrams/arrows';
import { bend, curve, type Point } from '@ticketmaster/diagrams/path';
import { BOXES, type BoxId, COLOURS } from './document.ts';
import { COLUMN, columnAt, columnOf, edge } from './layout.ts';

/** Right of the titles that stand above boxes. */
const ASIDE = 100;
const RADIUS = 16;
const middle = { label: 'middle' } as const;

function across(from: BoxId, to: BoxId, [leaves, arrives]: [number, number] = [0, 0], at = 0.5): Route {
  return {
    path: curve([
      [edge(from, 'right', leaves), 'right'],
      [edge(to, 'left', arrives), 'right'],
    ]),
    ...{ at, ...middle },
  };
}

/** Where there is a boundary between two boxes, its title leaves less than half of the way for a label. */
function down(from: BoxId, to: BoxId, along = ASIDE, at = 0.415): Route {
  return {
    path: bend([edge(from, 'bottom', along), edge(to, 'top', along)], ['down'], 0),
    ...{ at, ...middle },
  };
}

function through(points: Point[], turns: ('up' | 'down' | 'left' | 'right')[], at: number): Route {
  return { path: bend(points, turns, RADIUS), at, ...middle };
}

const LANES = {
  above: COLUMN.top - 18,
  below: columnOf(0).y + columnOf(0).height + 16,
  right: columnAt(4) + COLUMN.width + 44,
};

function delivery(): Route {
  const [start, end] = [edge('storage', 'right'), edge('client', 'top', ASIDE)];
  const corners = [
    { x: LANES.right, y: start.y },
    { x: LANES.right, y: LANES.above },
    { x: end.x, y: LANES.above },
  ];
  return through([start, ...corners, end], ['right', 'up', 'left', 'down'], 4.5);
}

function monitoring(): Route {
  const [start, end] = [edge('gpu-node', 'right'), edge('prometheus', 'left')];
  const corners = [
    { x: start.x + 60, y: start.y },
    { x: start.x + 60, y: LANES.below },
    { x: end.x - 70, y: LANES.below },
    { x: end.x - 70, y: end.y },
  ];
  return through([start, ...corners, end], ['right', 'down', 'right', 'up', 'right'], 4.5);
}

function alerting(): Route {
  const [start, end] = [edge('prometheus', 'right'), edge('alerts', 'right')];
  const corners = [
    { x: LANES.right, y: start.y },
    { x: LANES.right, y: end.y },
  ];
  return through([start, ...corners, end], ['right', 'down', 'left'], 2.5);
}

type Ids = [from: BoxId, to: BoxId];
type Colour = keyof typeof COLOURS;

/** In the colour of what does it. */
const arrow = ([from, to]: Ids, route: Route, colour: Colour, step?: number, ...label: string[]): [Arrow, Route] => [
  {
    ...{ from, to, line: { colour: COLOURS[colour], width: 2.5, ...(colour === 'monitoring' && { dashed: true }) } },
    ...(step && { step }),
    ...(label.length && { label }),
  },
  route,
];

/** Of which no step speaks: it has no number, and a label beside it if any. */
const plain = ([from, to]: Ids, side: 'top' | 'bottom', ...label: string[]): [Arrow, Route] => {
  const [arrives, turn] = side === 'top' ? (['bottom', 'up'] as const) : (['top', 'down'] as const);
  const path = bend([edge(from, side), edge(to, arrives)], [turn], 0);
  return arrow([from, to], { path, at: 0.45, label: 'beside-right' }, BOXES[from].colour, undefined, ...label);
};

export const ARROWS: Record<string, [Arrow, Route]> = {
  submit: arrow(['client', 'balancer'], down('client', 'balancer'), 'other', 1, 'submits'),
  distribute: arrow(['balancer', 'api'], down('balancer', 'api'), 'balancer', 2, 'distributes'),
  validate: arrow(['api', 'authentication'], down('api', 'authentication', ASIDE, 0.45), 'other', 3, 'validates'),
  forward: arrow(['authentication', 'workers'], across('authentication', 'workers'), 'other', 3, 'forwards'),
  schedule: plain(['control-plane', 'workers'], 'bottom', 'schedules'),
  scale: plain(['scaling', 'gpu-node'], 'top', 'scales'),
  route: arrow(['workers', 'pods'], across('workers', 'pods'), 'kubernetes', 4, 'routes'),
  process: arrow(['pods', 'inference'], down('pods', 'inference', 0, 0.45), 'gpu', 5, 'processes'),
  optimize: plain(['inference', 'optimization'], 'bottom'),
  batch: plain(['optimization', 'batches'], 'bottom'),
  queue: arrow(['batches', 'kafka'], across('batches', 'kafka'), 'kafka', 6, 'queues'),
  cache: arrow(['kafka', 'redis'], across('kafka', 'redis', [-15, -15]), 'storage', 7, 'caches'),
  save: arrow(['kafka', 'storage'], across('kafka', 'storage', [15, 0]), 'storage', 8, 'saves'),
  monitor: arrow(['gpu-node', 'prometheus'], monitoring(), 'monitoring', 9, 'monitors'),
  display: arrow(['prometheus', 'grafana'], down('prometheus', 'grafana', 0, 0.45), 'monitoring', 10, 'displays'),
  deliver: arrow(['storage', 'client'], delivery(), 'storage', 11, 'delivers via CDN'),
  alert: arrow(['prometheus', 'alerts'], alerting(), 'monitoring', 11, 'alerts'),
};
