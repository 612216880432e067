/** How each arrow runs, and where its label stands. */
import type { Route } from '@ticketmaster/diagrams/arrows';
import { bend, curve, type Direction, type Point } from '@ticketmaster/diagrams/path';
import type { ArrowId } from './document.ts';
import { CENTRE, edge, PLACES } from './layout.ts';

const mirrored = ({ x, y }: Point): Point => ({ x: 2 * CENTRE - x, y });
const opposite: Record<Direction, Direction> = { up: 'up', down: 'down', left: 'right', right: 'left' };

/** What Ticket Service #2 does on the right, as #1 on the left: Redis stands in the middle. */
const mirror = ({ path: { curves, to }, ...rest }: Route): Route => ({
  path: {
    curves: curves.map(([a, b, c, d]) => [mirrored(a), mirrored(b), mirrored(c), mirrored(d)]),
    to: opposite[to],
  },
  ...rest,
});

const request = (along: number): Route => ({
  path: curve([
    [edge('users', 'bottom', along), 'down'],
    [edge('balancer', 'top', along), 'down'],
  ]),
  ...{ at: 0.4, label: 'right' },
});

const corner = { x: edge('service-1', 'top').x, y: edge('balancer', 'left').y };
const distribute: Route = {
  path: bend([edge('balancer', 'left'), corner, edge('service-1', 'top')], ['left', 'down'], 24),
  ...{ at: 2.2, label: 'middle' },
};

const acquire: Route = {
  path: curve(
    [
      [edge('service-1', 'bottom', 75), 'down'],
      [edge('redis', 'top', -130), 'down'],
    ],
    0.4,
  ),
  ...{ at: 0.36, label: 'middle' },
};

const respond: Route = {
  path: curve([
    [edge('redis', 'left'), 'left'],
    [edge('service-1', 'bottom', 0), 'up'],
  ]),
  ...{ at: 0.45, label: 'middle' },
};

// The services stand beside Redis, not over it, so that a straight line would pass it too: the arrow still swings out, to be seen to avoid it.
const insert: Route = {
  path: curve([
    [edge('service-1', 'bottom', -75), 'down'],
    [{ x: 520, y: edge('redis', 'left').y }, 'down'],
    [edge('shard-1-primary', 'left'), 'right'],
  ]),
  ...{ at: 1.27, label: 'right' },
};

// From Ticket Service #1 above #2: below it, the arrow would cross all three that #2 has to Redis and its shard.
const start = edge('service-1', 'right', -22);
const above = { x: edge('service-2', 'left').x - 60, y: PLACES['service-2'].y - 25 };
const end = edge('kafka', 'top', -30);
const publish: Route = {
  path: bend(
    [start, { x: above.x, y: start.y }, above, { x: end.x, y: above.y }, end],
    ['right', 'up', 'right', 'down'],
    24,
  ),
  ...{ at: 0.5, label: 'middle', crosses: true },
};

const replicate: Route = {
  path: {
    curves: [
      [
        edge('shard-1-primary', 'right'),
        { ...edge('shard-1-primary', 'right'), x: edge('shard-1', 'right').x + 40 },
        { ...edge('shard-1-replica', 'right'), x: edge('shard-1', 'right').x + 40 },
        edge('shard-1-replica', 'right'),
      ],
    ],
    to: 'left',
  },
  ...{ at: 0.5, label: 'beside-right' },
};

export const ROUTES: Record<ArrowId, Route> = {
  'request-1': request(-80),
  'request-2': request(-40),
  'request-3': request(0),
  'request-4': request(40),
  'request-5': request(80),
  'distribute-1': distribute,
  'distribute-2': mirror(distribute),
  A: acquire,
  B: mirror(acquire),
  C: respond,
  D: mirror(respond),
  E: publish,
  F: {
    path: curve([
      [edge('service-2', 'right', 15), 'right'],
      [edge('kafka', 'top', -70), 'down'],
    ]),
    ...{ at: 0.4, label: 'middle' },
  },
  G: {
    path: curve([
      [edge('kafka', 'top', 55), 'up'],
      [edge('notification', 'bottom', -50), 'up'],
    ]),
    ...{ at: 0.5, label: 'middle' },
  },
  H: insert,
  I: { ...mirror(insert), label: 'left' },
  J: {
    path: curve([
      [edge('notification', 'bottom', 35), 'down'],
      [edge('external', 'top', 35), 'down'],
    ]),
    ...{ at: 0.82, label: 'middle' },
  },
  'replicate-1': replicate,
  'replicate-2': { ...mirror(replicate), label: 'beside-left' },
};
