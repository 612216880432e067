import { expect, it } from 'vitest';
import type { Happened, Moment } from './history.ts';
import { type Block, chartOf, stepsOf } from './steps-of.ts';

const server = 'ticketmaster/tech-waiting-room/kafka/server.ts';
const at = (ms: number, pid: number, happened: Happened): Moment => ({ ms, pid, ...happened });
const starts = (ms: number, pid: number, script = server, ...given: string[]) =>
  at(ms, pid, { is: 'started', script, given });
const ready = (ms: number, pid: number) => at(ms, pid, { is: 'said', text: 'READY http://127.0.0.1:1\n' });
const asked = (ms: number, pid: number, call: number, path = '/api/orders', method = 'POST') =>
  at(ms, pid, { is: 'asked', call, method, path });
const answered = (ms: number, pid: number, call: number, status: number, body = '') =>
  at(ms, pid, { is: 'answered', call, status, body });
const gone = (ms: number, pid: number) => at(ms, pid, { is: 'gone' });

const all: Block[] = [{ command: "BREAK='after capture' ./run.sh", from: 0, to: 100_000 }];
const told = (moments: Moment[], blocks = all) =>
  stepsOf(moments, blocks).map(({ lane, look, text }) => [lane, look, text].join(' | '));

it('tells what a server was started with, asked, answered and said, and that it was killed with a question open', () => {
  const moments = [
    ...[starts(1, 7), ready(2, 7), at(3, 7, { is: 'said', text: 'READY x\nthe gate waits\n' })],
    ...[asked(4, 7, 1), answered(5, 7, 1, 201, '{"status":"PENDING"}'), asked(6, 7, 2), gone(7, 7)],
  ];
  expect(told(moments)).toEqual([
    "server | call | starts with BREAK='after capture'",
    'server | call | says: the gate waits',
    'server | call | POST orders → 201 PENDING',
    'server | wrong | POST orders → no answer',
    'server | fault | killed',
  ]);
});

it('tells of who kills itself once, of who ended how it did, and not of who left or looked whether it lives', () => {
  const itself = [starts(1, 7), ready(2, 7), at(3, 7, { is: 'signals', to: 7, signal: 'SIGKILL' }), gone(4, 7)];
  expect(told(itself).slice(1)).toEqual(['server | fault | kills itself, as it was told to']);
  const ends = [starts(1, 7), ready(2, 7), at(3, 7, { is: 'ended', code: 0 }), gone(4, 7)];
  expect(told(ends).slice(1)).toEqual(['server | call | ends']);
  const quiet = [
    starts(1, 7),
    asked(2, 7, 1, '/health'),
    answered(3, 7, 1, 200),
    asked(4, 7, 2),
    at(5, 7, { is: 'left', call: 2 }),
    gone(6, 7),
  ];
  expect(told(quiet).slice(1)).toEqual(['server | fault | killed']);
});

it('gives servers that run side by side a lane each, and one that follows a dead one its lane', () => {
  const moments = [starts(1, 7), ready(2, 7), starts(3, 8), ready(4, 8), gone(5, 7), starts(6, 9), ready(7, 9)];
  expect(told(moments).map(text => text.split(' | ')[0])).toEqual(['server 1', 'server 2', 'server 1', 'server 1']);
});

it('names a server by its file, or by its folder where that says more', () => {
  const lanes = (script: string) => told([starts(1, 7, script), ready(2, 7)])[0]!.split(' | ')[0];
  expect(lanes('ticketmaster/flash-sales/disaster/server.ts')).toBe('server');
  expect(lanes('ticketmaster/flash-sales/sharded-engine/tickets/server.ts')).toBe('tickets');
  expect(lanes('ticketmaster/batch-pipeline/worker.ts')).toBe('worker');
});

it('tells of a tool its name and its last line, and of the servers of the lab that they were killed and started', () => {
  const inspect = 'ticketmaster/tech-waiting-room/kafka/inspect.ts';
  const moments = [
    ...[
      starts(1, 5, inspect, 'E1'),
      at(2, 5, { is: 'said', text: 'looking\n{"places":2}\n' }),
      at(3, 5, { is: 'ended', code: 0 }),
    ],
    ...[starts(4, 6, 'scripts/servers.ts', 'kill', 'kafka'), at(5, 6, { is: 'ended', code: 0 })],
    ...[starts(6, 7, 'scripts/servers.ts', 'start', 'kafka'), at(9, 7, { is: 'ended', code: 0 })],
    ...[starts(10, 8, 'scripts/servers.ts', 'need', 'kafka'), at(11, 8, { is: 'ended', code: 0 })],
    ...[starts(12, 9, 'scripts/programs.ts', 'nginx'), at(13, 9, { is: 'ended', code: 0 })],
  ];
  expect(told(moments)).toEqual([
    'you | call | inspect E1 → {places: 2}',
    'kafka | fault | killed',
    'kafka | call | started again',
  ]);
});

it('tells of a pause, of a signal to another, of a stream and of a failure', () => {
  const moments = [
    ...[starts(1, 7), ready(2, 7), starts(3, 8), ready(4, 8), at(5, 7, { is: 'signals', to: 8, signal: 'SIGSTOP' })],
    ...[
      at(6, 8, { is: 'stood still', forMs: 6_040 }),
      asked(7, 7, 1, '/api/x', 'GET'),
      at(8, 7, { is: 'told', call: 1, event: 'admitted' }),
    ],
    ...[asked(9, 7, 2), answered(10, 7, 2, 503, '{"type":"unavailable"}')],
  ];
  expect(told(moments).slice(2)).toEqual([
    'server 2 | fault | gets SIGSTOP',
    'server 2 | fault | goes on after it stood still for 6.0 s',
    'server 1 | call | stream tells admitted',
    'server 1 | wrong | POST orders → 503 unavailable',
  ]);
  const slow = [starts(1, 7), at(2, 7, { is: 'stood still', forMs: 3_000 }), ready(3, 7)];
  expect(told(slow)).toHaveLength(1); // its start is slow, which is no fault
});

it('draws what lies within the blocks of the experiment, beside its prediction', () => {
  const moments = [
    starts(10, 7),
    ready(20, 7),
    asked(30, 7, 1),
    answered(1_030, 7, 1, 200),
    asked(3_000, 7, 2),
    answered(3_001, 7, 2, 201),
  ];
  const experiment = { title: 'Kill it', slug: 'kill-it', from: 1, to: 2, prediction: 'it is back.', steps: [] };
  expect(chartOf(experiment, moments, [{ command: 'x', from: 25, to: 2_000 }])).toEqual({
    ...{ title: 'Kill it', subtitles: ['Prediction: it is back.'], lanes: ['server'] },
    steps: [{ look: 'call', lane: 'server', text: 'POST orders → 200', s: 0 }],
  });
});
