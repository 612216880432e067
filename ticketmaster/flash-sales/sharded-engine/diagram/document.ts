/** What the drawing says: boxes, arrows, legend and steps, in the order and the words of the document that asks for it. */
import type { Arrow as Drawn, Line } from '@ticketmaster/diagrams/arrows';
import { INK, PAPER } from '@ticketmaster/diagrams/texts';

export const COLOURS = {
  users: '#60A5FA',
  balancer: '#6B7280',
  ticketService: '#10B981',
  notification: '#3B82F6',
  redis: '#EF4444',
  kafka: '#F59E0B',
  database: '#8B5CF6',
  external: '#06B6D4',
  background: PAPER,
  text: INK,
} as const;

export type Colour = keyof typeof COLOURS;
export type Icon =
  | 'network'
  | 'ticket'
  | 'notification'
  | 'lock'
  | 'stream'
  | 'database'
  | 'envelope'
  | 'person'
  | 'warning';

export interface Box {
  layer: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** In the lines in which it is written: at 18 px bold no name but that of the users fits one line of its box. */
  name: string[];
  note?: string[];
  port?: number;
  icon?: Icon;
  colour: Colour;
  width: number;
  height: number;
}

const standard = { width: 200, height: 100 } as const;
const shard = { layer: 6, colour: 'database', width: 180, height: 120 } as const;
// Of a group of 180 × 120 px its padding leaves 150 × 90 for two servers: names stay 18 px, and take two lines each.
const server = { layer: 6, colour: 'database', width: 150, height: 43 } as const;
const primary = { ...server, name: ['PostgreSQL', 'Primary'] };
const replica = { ...server, name: ['PostgreSQL', 'Replica'] };
const ticketService = { ...standard, layer: 3, icon: 'ticket', colour: 'ticketService' } as const;

export const BOXES = {
  users: { layer: 1, name: ['10,000+ Concurrent', 'Users'], colour: 'users', width: 250, height: 60 },
  balancer: { ...standard, layer: 2, name: ['Nginx Load', 'Balancer'], port: 80, icon: 'network', colour: 'balancer' },
  'service-1': { ...ticketService, name: ['Ticket', 'Service #1'], note: ['(Instance 1)'], port: 8080 },
  'service-2': { ...ticketService, name: ['Ticket', 'Service #2'], note: ['(Instance 2)'], port: 8081 },
  notification: {
    ...{ ...standard, layer: 3, name: ['Notification', 'Service'], note: ['(Email Service)'], port: 8082 },
    ...{ icon: 'notification', colour: 'notification' },
  },
  redis: {
    ...{ layer: 4, name: ['Redis', 'Distributed Lock'], note: ['Prevents Race Conditions', '& Double-Booking'] },
    ...{ port: 6379, icon: 'lock', colour: 'redis', width: 300, height: 150 },
  },
  kafka: { ...standard, layer: 5, name: ['Apache', 'Kafka'], port: 9095, icon: 'stream', colour: 'kafka' },
  'shard-1': { ...shard, name: ['Shard 1'] },
  'shard-1-primary': { ...primary, port: 5433 },
  'shard-1-replica': { ...replica, port: 5434 },
  'shard-2': { ...shard, name: ['Shard 2'] },
  'shard-2-primary': { ...primary, port: 5435 },
  'shard-2-replica': { ...replica, port: 5436 },
  external: { ...standard, layer: 7, name: ['External', 'Services'], icon: 'envelope', colour: 'external' },
} as const satisfies Record<string, Box>;

export type BoxId = keyof typeof BOXES;

/** "Blue" is two colours in the document: arrows take that of the blue box at their end, as all other arrows do. */
const LINES = {
  request: { colour: COLOURS.users, width: 3 },
  distribute: { colour: COLOURS.balancer, width: 2 },
  acquire: { colour: COLOURS.redis, width: 3, dashed: true },
  respond: { colour: COLOURS.ticketService, width: 3 },
  insert: { colour: COLOURS.database, width: 2 },
  publish: { colour: COLOURS.kafka, width: 2 },
  consume: { colour: COLOURS.notification, width: 2 },
  send: { colour: COLOURS.external, width: 2 },
  replicate: { colour: COLOURS.database, width: 1, dashed: true },
} as const satisfies Record<string, Line>;

export interface Arrow extends Drawn {
  from: BoxId;
  to: BoxId;
}

const arrow = (from: BoxId, to: BoxId, kind: keyof typeof LINES, step?: number, ...label: string[]): Arrow => ({
  ...{ from, to, line: LINES[kind] },
  ...(step && { step }),
  ...(label.length && { label }),
});

export const ARROWS = {
  'request-1': arrow('users', 'balancer', 'request'),
  'request-2': arrow('users', 'balancer', 'request'),
  'request-3': arrow('users', 'balancer', 'request'),
  'request-4': arrow('users', 'balancer', 'request'),
  'request-5': arrow('users', 'balancer', 'request', 1, 'HTTP Requests'),
  // One label for two arrows that lead apart would lie on neither of them: each has its own.
  'distribute-1': arrow('balancer', 'service-1', 'distribute', 2, 'Round-Robin Distribution'),
  'distribute-2': arrow('balancer', 'service-2', 'distribute', 2, 'Round-Robin Distribution'),
  A: arrow('service-1', 'redis', 'acquire', 3, 'Acquire Lock (SETNX)'),
  B: arrow('service-2', 'redis', 'acquire', 3, 'Acquire Lock (SETNX)'),
  C: arrow('redis', 'service-1', 'respond', 4, 'Lock Granted/Denied'),
  D: arrow('redis', 'service-2', 'respond', 4, 'Lock Granted/Denied'),
  E: arrow('service-1', 'kafka', 'publish', 6, 'Publish Event (JSON)'),
  F: arrow('service-2', 'kafka', 'publish', 6, 'Publish Event (JSON)'),
  G: arrow('kafka', 'notification', 'consume', 7, 'Consume Event'),
  H: arrow('service-1', 'shard-1-primary', 'insert', 5, 'INSERT Ticket (if lock acquired)'),
  I: arrow('service-2', 'shard-2-primary', 'insert', 5, 'INSERT Ticket (if lock acquired)'),
  J: arrow('notification', 'external', 'send', 8, 'Send Confirmation Email'),
  'replicate-1': arrow('shard-1-primary', 'shard-1-replica', 'replicate', undefined, 'Master-Slave', 'Replication'),
  'replicate-2': arrow('shard-2-primary', 'shard-2-replica', 'replicate', undefined, 'Master-Slave', 'Replication'),
} satisfies Record<string, Arrow>;

export type ArrowId = keyof typeof ARROWS;

/** Its emoji are drawn as the icons of the boxes: an emoji looks different on every machine. */
export const LEGEND: [icon: Icon, text: string, colour: Colour][] = [
  ['ticket', 'Microservice', 'ticketService'],
  ['lock', 'Distributed Lock', 'redis'],
  ['stream', 'Message Queue', 'kafka'],
  ['database', 'Database', 'database'],
  ['network', 'Load Balancer', 'balancer'],
  ['envelope', 'External Service', 'external'],
];

/** Lines of a step; what stands between asterisks is bold, as in the document. */
export const STEPS: string[][] = [
  ['*Users* send HTTP requests'],
  ['*Load Balancer* distributes to', 'Ticket Services'],
  ['*Ticket Services* request lock from', '*Redis*'],
  ['*Redis* grants or denies lock'],
  ['*Ticket Services* write to *Databases*', '(only if locked)'],
  ['*Ticket Services* publish events to', '*Kafka*'],
  ['*Kafka* delivers events to', '*Notification Service*'],
  ['*Notification Service* sends emails', 'via *External Services*'],
];

export const LAYERS: [layers: string, title: string, box: BoxId][] = [
  ['Layer 1', 'Users', 'users'],
  ['Layer 2', 'Load Balancer', 'balancer'],
  ['Layer 3', 'Microservices', 'service-1'],
  ['Layers 4 and 5', 'Redis Lock, Kafka', 'redis'], // one row: the document puts Kafka beside Redis, "same horizontal level"
  ['Layer 6', 'Databases', 'shard-1'],
  ['Layer 7', 'External Services', 'external'],
];
