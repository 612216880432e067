import { bearer } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, listen } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { call } from '@ticketmaster/notifications/crowd';
import { admit, waitingFor } from '@ticketmaster/notifications/lesson.fixture';
import type { Visitor } from '@ticketmaster/notifications/promises';
import { append } from '@ticketmaster/notifications-outbox/outbox';
import { listenTo } from '@ticketmaster/postgres/listen';
import { unique } from '@ticketmaster/testing/eventually';
import type { Request } from 'express';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledge, openTestDatabase, type Served, schema, serveInbox } from './channel.fixture.ts';
import { inboxChannel } from './channel.ts';
import { inboxIn } from './inbox.ts';
import { inboxOf } from './inbox-promises.ts';

const url = env.text('PG_URL');
const db = await openTestDatabase(url);
afterAll(() => db.close());

const clock = { aheadMs: 0 };
let server: Served;
beforeEach(async () => {
  clock.aheadMs = 0;
  server = await serveInbox(url, db, { now: () => Date.now() + clock.aheadMs });
});
afterEach(() => server.die());

/** Ada, who was let in `seconds.length` times, each for so long. */
async function admitted(...seconds: number[]): Promise<Visitor> {
  const events = seconds.map(() => unique('event'));
  const ada = await waitingFor(server.gate, ...events);
  for (const [i, event] of events.entries()) await admit(server.gate, event, seconds[i]);
  return ada;
}
const get = (visitor: Visitor, query = '') => call('GET', `${inboxOf(server, visitor)}?${query}`, visitor.key);
const seqs = async (visitor: Visitor, query = '') =>
  ((await get(visitor, query)).body as { notifications: { seq: number }[] }).notifications.map(({ seq }) => seq);
const fetched = ({ key, ...visitor }: Visitor, query = '', etag = '') =>
  fetch(`${inboxOf(server, { key, ...visitor })}?${query}`, {
    headers: { authorization: `Bearer ${key}`, ...(etag && { 'if-none-match': etag }) },
  });

describe('an inbox', () => {
  it('holds what came after the cursor, with the token, and how far that reaches', async () => {
    const ada = await admitted(600, 600, 600);
    expect(await get(ada, 'after=1&limit=1')).toEqual({
      status: 200,
      body: {
        visitorId: ada.visitorId,
        notifications: [
          {
            ...{ notificationId: expect.any(String), type: 'waiting-room.admitted', visitorId: ada.visitorId, seq: 2 },
            data: { eventId: expect.any(String), admissionToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) },
            ...{ createdAt: expect.stringMatching(/Z$/), expiresAt: expect.stringMatching(/Z$/) },
          },
        ],
        ...{ cursor: 2, unread: 3, pollAfterMs: 1_000 },
      },
    });
    expect(await seqs(ada)).toEqual([1, 2, 3]);
    expect((await get(ada, 'after=3')).body).toMatchObject({ notifications: [], cursor: 3, unread: 3 });
  });

  it('shows nothing that has expired, and counts it no more', async () => {
    const ada = await admitted(60, 600);
    clock.aheadMs = 61_000;
    expect(await seqs(ada)).toEqual([2]);
    expect((await get(ada)).body).toMatchObject({ unread: 1 });
  });

  it('is acknowledged up to a seq: that is delivered; a smaller one or the same again changes nothing', async () => {
    const ada = await admitted(600, 600, 600);
    const answers = [];
    for (const upTo of [2, 2, 1, 0, 3]) answers.push((await acknowledge(inboxOf(server, ada), ada.key, upTo)).body);
    expect(answers).toEqual([
      ...[
        { acknowledged: 2, unread: 1 },
        { acknowledged: 2, unread: 1 },
        { acknowledged: 2, unread: 1 },
      ],
      ...[
        { acknowledged: 2, unread: 1 },
        { acknowledged: 3, unread: 0 },
      ],
    ]);
    const { body } = await call('GET', inboxOf(server, ada).replace('inbox', 'deliveries'), ada.key);
    const delivered = { state: 'DELIVERED', attempts: [{ detail: 'acknowledged by the app' }] };
    expect(body).toMatchObject({ deliveries: [delivered, delivered, delivered] });
    expect(await seqs(ada)).toEqual([1, 2, 3]); // and is still there for who lost it
  });

  it('is acknowledged by many at once as by one', async () => {
    const ada = await admitted(600, 600, 600);
    await Promise.all([1, 3, 2, 3, 1, 2].map(upTo => acknowledge(inboxOf(server, ada), ada.key, upTo)));
    expect((await acknowledge(inboxOf(server, ada), ada.key, 0)).body).toEqual({ acknowledged: 3, unread: 0 });
    const { body } = await call('GET', inboxOf(server, ada).replace('inbox', 'deliveries'), ada.key);
    const { deliveries } = body as { deliveries: { attempts: unknown[] }[] };
    expect(deliveries.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1]);
  });

  it('calls nothing delivered that was acknowledged after it had expired', async () => {
    const ada = await admitted(60, 600);
    clock.aheadMs = 61_000;
    expect((await acknowledge(inboxOf(server, ada), ada.key, 2)).body).toEqual({ acknowledged: 2, unread: 0 });
    const { rows } = await db.query(
      `select coalesce(state, 'PENDING') as state from notification left join delivery using (notification_id) where visitor_id = $1 order by seq`,
      [ada.visitorId],
    );
    expect(rows.map(({ state }) => state)).toEqual(['PENDING', 'DELIVERED']);
  });

  it.each([
    ['after=-1', 'after'],
    ['after=99999999999', 'after'],
    ['wait=26', 'wait'],
    ['wait=soon', 'wait'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['since=1', 'since'],
  ])('refuses %s', async (query, field) => {
    const ada = await admitted(600);
    expect(await get(ada, query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each([-1, 1.5, '1', null, 1e12])('refuses to acknowledge %s', async upTo => {
    const ada = await admitted(600);
    const { status, body } = await acknowledge(inboxOf(server, ada), ada.key, upTo);
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'upTo' }] }]);
  });

  it('refuses what was never issued: an acknowledgement, and a cursor, at once', async () => {
    const ada = await admitted(600);
    const never = { status: 422, body: { type: 'never-issued', newest: 1 } };
    expect(await acknowledge(inboxOf(server, ada), ada.key, 2)).toMatchObject(never);
    expect(await get(ada, 'after=2&wait=20')).toMatchObject(never);
    expect((await get(ada)).body).toMatchObject({ unread: 1 });
  });
});

describe('an answer that is known', () => {
  it('comes without a body, until something comes, is acknowledged or expires', async () => {
    const ada = await admitted(60);
    const first = await fetched(ada);
    const etag = first.headers.get('etag')!;
    const again = await fetched(ada, '', etag);
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(again.headers.get('poll-after-ms')).toBe('1000');
    expect((await fetched(ada, 'after=1', etag)).status).toBe(200);

    await acknowledge(inboxOf(server, ada), ada.key, 1);
    const acknowledged = await fetched(ada, '', etag);
    expect(acknowledged.status).toBe(200);
    clock.aheadMs = 61_000;
    expect((await fetched(ada, '', acknowledged.headers.get('etag')!)).status).toBe(200);
  });

  it('is worth waiting for another', async () => {
    const event = unique('event');
    const ada = await waitingFor(server.gate, event, unique('another'));
    await admit(server.gate, event);
    const etag = (await fetched(ada)).headers.get('etag')!;
    expect((await fetched(ada, 'wait=1', etag)).status).toBe(304);
  });
});

it('is a part for others, too: sessions of their own, messages of any type, and no line', async () => {
  const [ada, session] = [unique('ada'), unique('session')];
  async function authenticate(request: Request): Promise<string> {
    if (bearer(request) !== session) throw new Problem(401, 'not-signed-in', 'sign in first');
    return ada;
  }
  const ready = () => db.query('select 1');
  const channel = inboxChannel({ authenticate, inbox: inboxIn(db), wakeUps: listenTo(url, schema), ready });
  const shop = await listen(app(channel.routes, ready));
  const inbox = `${shop.url}/api/visitors/${ada}/inbox`;
  expect((await call('GET', inbox, session)).body).toMatchObject({ notifications: [], unread: 0, pollAfterMs: 20_000 });
  const answer = fetch(`${inbox}?wait=20`, { headers: { authorization: `Bearer ${session}` } });
  const message = {
    visitorId: ada,
    type: 'order.confirmed',
    data: { orderId: 'O1' },
    dedupeKey: 'O1',
    expiresAt: null,
  };
  await db.transaction(tx => append(tx, message));
  expect(await (await answer).json()).toMatchObject({
    notifications: [{ type: 'order.confirmed', data: { orderId: 'O1' }, seq: 1, expiresAt: null }],
  });
  expect((await acknowledge(inbox, session, 1)).body).toEqual({ acknowledged: 1, unread: 0 });
  expect(await call('GET', inbox, 'made-up')).toMatchObject({ status: 401, body: { type: 'not-signed-in' } });
  const ofBob = inbox.replace(ada, 'bob');
  expect(await call('GET', ofBob, session)).toMatchObject({ status: 403, body: { type: 'wrong-visitor' } });
  await Promise.all([shop.close(0), channel.close()]);
});
