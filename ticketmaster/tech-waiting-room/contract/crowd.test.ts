import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { call, inversions, sendCrowd } from './crowd.ts';

describe('inversions', () => {
  const letIn = (...numbers: number[]) => numbers.map((number, i) => ({ number, admissions: [i + 1] }));

  it.each([
    ['nobody', [], 0, 0],
    ['one', [1], 0, 0],
    ['those who come in order', [1, 2, 3, 4], 0, 0],
    ['those who come in order, with gaps', [2, 5, 90], 0, 0],
    ['two who changed places', [2, 1], 1, 1],
    ['one who came too late', [2, 3, 4, 1], 3, 3],
    ['one who came too early', [4, 1, 2, 3], 3, 1],
    ['two pairs who changed places', [2, 1, 4, 3], 2, 1],
    ['all the wrong way round', [4, 3, 2, 1], 6, 3],
  ])('among %s', (_who, numbers, pairs, worst) => {
    expect(inversions(letIn(...numbers))).toEqual({ pairs, worst });
  });

  it('go by the admissions, not by who finished first', () => {
    expect(inversions(letIn(1, 2, 3).reverse())).toEqual({ pairs: 0, worst: 0 });
  });

  it('of one who was let in twice go by the first time', () => {
    const [ada, bob] = [1, 2];
    const early = [
      { number: ada, admissions: [1, 3] },
      { number: bob, admissions: [2] },
    ];
    expect(inversions(early)).toEqual({ pairs: 0, worst: 0 });
    const late = [
      { number: ada, admissions: [2] },
      { number: bob, admissions: [1, 3] },
    ];
    expect(inversions(late)).toEqual({ pairs: 1, worst: 1 });
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server that answers every request with what `answers` says. */
async function serving(answers: (method: string, path: string) => [status: number, body?: string]): Promise<string> {
  const server = createServer((request, response) => {
    const [status, body] = answers(request.method!, request.url!);
    response.writeHead(status).end(body);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a call', () => {
  it('tells status and body, and {} where there is none', async () => {
    const url = await serving((_, path) => (path === '/ada' ? [200, '{"state":"WAITING"}'] : [204]));
    expect(await call('GET', `${url}/ada`)).toEqual({ status: 200, body: { state: 'WAITING' } });
    expect(await call('DELETE', `${url}/bob`)).toEqual({ status: 204, body: {} });
  });

  it('rejects when the answer is no JSON, and when there is none', async () => {
    const url = await serving(() => [502, '<html>']);
    await expect(call('GET', url)).rejects.toThrow('no JSON');
    await expect(call('GET', 'http://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
  });
});

const token = (admission: number, number: number) =>
  new SignJWT({ admission, number }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
const tokens = await Promise.all([1, 2, 3].map(nth => token(nth, nth)));

describe('a crowd', () => {
  /** Lets everybody in at the second look. */
  function room(path: string, method: string): [number, string?] {
    const nth = Number(path.match(/visitor-(\d)/)![1]);
    if (path.endsWith('/done')) return [204];
    if (method === 'POST') return [202, '{}'];
    const looked = (looks.get(nth) ?? 0) + 1;
    looks.set(nth, looked);
    if (looked === 1) return [200, '{"state":"WAITING","position":null}'];
    return [200, JSON.stringify({ state: 'ADMITTED', admissionToken: tokens[nth] })];
  }
  const looks = new Map<number, number>();
  afterEach(() => looks.clear());
  const few = { eventId: 'E4', visitors: 3, withinMs: 10_000, stayMs: 1 };

  it('joins, looks, goes in and leaves; where a server fails it asks the next one and notes the trouble', async () => {
    const broken = await serving(() => [503, '{}']);
    const whole = await serving((method, path) => room(path, method));
    const letIn: number[] = [];
    const report = await sendCrowd({ ...few, servers: [broken, whole], onAdmitted: soFar => letIn.push(soFar) });
    expect(report.served.map(({ visitorId, number, admissions }) => [visitorId, number, admissions]).sort()).toEqual([
      ['visitor-0', 1, [1]],
      ['visitor-1', 2, [2]],
      ['visitor-2', 3, [3]],
    ]);
    expect([letIn, Object.keys(report.troubles)]).toEqual([[1, 2, 3], ['503']]);
    expect(report.mostInside).toBeGreaterThanOrEqual(1);
  });

  it('tells who of it was lost, and what became of them', async () => {
    const url = await serving((method, path) =>
      method === 'GET' && path.endsWith('visitor-1')
        ? [200, '{"state":"EXPIRED","reason":"NO_SHOW"}']
        : room(path, method),
    );
    const { lost, served } = await sendCrowd({ ...few, servers: [url] });
    expect([lost, served.length]).toEqual([['visitor-1 is EXPIRED (NO_SHOW)'], 2]);
  });

  it('is lost when nobody answers in time', async () => {
    const { lost } = await sendCrowd({ ...few, visitors: 1, withinMs: 0, servers: ['http://127.0.0.1:1'] });
    expect(lost).toEqual([expect.stringContaining('POST visitor-0 was answered ECONNREFUSED')]);
  });
});
