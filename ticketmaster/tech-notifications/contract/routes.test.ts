import { app, listen, type Running } from '@ticketmaster/common/http';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { byKey } from './authenticate.ts';
import type { Channel } from './channel.ts';
import { call, OPERATOR_TOKEN } from './crowd.ts';
import { memoryOutbox, memoryQueue } from './memory-outbox.ts';
import type { Notification } from './notification.ts';
import { routesOf } from './serve.ts';

const notified: Notification[] = [];
const channel: Channel = {
  name: 'test',
  routes: Router(),
  notify: admitted => void notified.push(...admitted),
  ready: async () => {},
  close: async () => {},
};
const ADA = 'key-of-ada-0123456789';
const BOB = 'key-of-bob-0123456789';
let server: Running;
beforeAll(async () => {
  const outbox = memoryOutbox();
  const queue = memoryQueue(outbox);
  const parts = { queue, outbox, channel, authenticate: byKey(queue) };
  const routes = routesOf(
    parts,
    { seconds: 600, operatorToken: OPERATOR_TOKEN },
    { sign: async () => 'a-secret-token' },
  );
  server = await listen(app(routes, () => channel.ready()));
});
afterAll(() => server.close());

const join = (event: string, visitor: string, key: string) =>
  call('POST', `${server.url}/api/events/${event}/waiting-room/${visitor}`, key);
const admit = (event: string, query: string, key: string = crypto.randomUUID(), token = OPERATOR_TOKEN) =>
  call('POST', `${server.url}/api/events/${event}/admit${query}`, token, key ? { 'idempotency-key': key } : {});
const deliveries = (visitor: string, key: string, query = '') =>
  call('GET', `${server.url}/api/visitors/${visitor}/deliveries${query}`, key);

describe('the gate', () => {
  it('lets a visitor join, again too, and tells the place', async () => {
    expect(await join('E1', 'ada', ADA)).toEqual({
      status: 200,
      body: { eventId: 'E1', visitorId: 'ada', place: 1, ahead: 0, state: 'WAITING' },
    });
    expect((await join('E1', 'bob', BOB)).body).toMatchObject({ place: 2, ahead: 1 });
    expect((await join('E1', 'ada', ADA)).body).toMatchObject({ place: 1 });
  });

  it('lets in and tells once, however often the call comes, and shows the operator no token', async () => {
    await join('E2', 'ada', ADA);
    await join('E2', 'bob', BOB);
    const key = crypto.randomUUID();
    const before = notified.length;
    const first = await admit('E2', '?count=1', key);
    expect(first).toMatchObject({ status: 200, body: { eventId: 'E2', admitted: 1 } });
    expect(await admit('E2', '?count=1', key)).toEqual(first);
    expect(notified.slice(before).map(({ visitorId }) => visitorId)).toEqual(['ada']);
    expect(JSON.stringify(first.body)).not.toContain(notified.at(-1)!.data.admissionToken);
    expect(await admit('E2', '?count=2', key)).toMatchObject({ status: 422, body: { type: 'idempotency-key-reused' } });
  });

  it('shows a visitor what became of the notifications', async () => {
    await join('E3', 'eve', 'key-of-eve-0123456789');
    await admit('E3', '?count=1&seconds=60');
    expect((await deliveries('eve', 'key-of-eve-0123456789')).body).toMatchObject({
      visitorId: 'eve',
      deliveries: [
        { type: 'waiting-room.admitted', dedupeKey: 'admission to E3', seq: 1, state: 'PENDING', attempts: [] },
      ],
    });
  });

  it('refuses who has no key, another key, or is not there, and writes down who tried, without the key', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    await join('E4', 'ada', ADA);
    expect(await join('E4', 'ada', BOB)).toMatchObject({ status: 403, body: { type: 'wrong-visitor' } });
    expect(await deliveries('ada', BOB)).toMatchObject({ status: 403, body: { type: 'wrong-visitor' } });
    expect(await deliveries('nobody', BOB)).toMatchObject({ status: 403, body: { type: 'wrong-visitor' } });
    expect(await deliveries('ada', 'short')).toMatchObject({ status: 401, body: { type: 'key-required' } });
    expect(await admit('E4', '?count=1', 'key', BOB)).toMatchObject({ status: 403, body: { type: 'operator-only' } });
    expect(await call('POST', `${server.url}/api/events/E4/admit?count=1`, '')).toMatchObject({ status: 401 });
    const logged = log.mock.calls.flat().join('\n');
    log.mockRestore();
    expect(logged).toContain('"visitorId":"nobody"');
    expect(logged).not.toContain(BOB);
  });

  it.each([
    ['?count=0', 'count'],
    ['?count=10001', 'count'],
    ['?count=many', 'count'],
    ['?count=1&count=2', 'count'],
    ['', 'count'],
    ['?count=1&seconds=86401', 'seconds'],
    ['?count=1&secs=5', 'secs'],
  ])('answers 400 to admit%s, naming %s', async (query, field) => {
    expect(await admit('E1', query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('answers 400 to ids and limits that make no sense, and to a call without an Idempotency-Key', async () => {
    expect(await join('E1', 'a%20b', ADA)).toMatchObject({ status: 400, body: { errors: [{ field: 'visitorId' }] } });
    expect(await join('E'.repeat(65), 'ada', ADA)).toMatchObject({ status: 400 });
    expect(await deliveries('ada', ADA, '?limit=0')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'limit' }] },
    });
    expect(await admit('E1', '?count=1', '')).toMatchObject({ status: 400, body: { type: 'invalid-request' } });
  });
});
