import { env } from '@ticketmaster/common/env';
import { append } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import { eventually } from '@ticketmaster/testing/eventually';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from './channel.fixture.ts';
import { type Came, lesson, newSchema, ok, receiver, status } from './receivers.fixture.ts';
import { newSecret } from './signature.ts';
import { webhooksIn } from './webhooks.ts';

const postgres = env.text('PG_URL');

it('sends what Standard Webhooks says, signed with both secrets while they are changed', async () => {
  const { visitor } = await lesson(postgres);
  const secrets = [newSecret(), newSecret()];
  const app = { ...(await receiver(ok)), secrets };
  const ada = await visitor('ada');
  await ada.register(app);
  const notificationId = await ada.letIn();
  await eventually(() => expect(app.came).toHaveLength(1));
  const [{ headers, body }] = app.came as [Came];
  for (const secret of secrets) new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(headers).toMatchObject({ 'webhook-id': notificationId, 'content-type': 'application/json' });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(JSON.parse(body)).toEqual({
    type: 'waiting-room.admitted',
    timestamp: time,
    data: {
      ...{ notificationId, visitorId: ada.visitorId, seq: 1, createdAt: time, expiresAt: time },
      data: { eventId: expect.any(String), admissionToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) },
    },
  });
});

it('keeps each visitor in order, one at a time, though two servers send and a third of the attempts fails', async () => {
  const schema = await newSchema(postgres);
  const [north, south] = [await lesson(postgres, {}, schema), await lesson(postgres, {}, schema)];
  const heard = new Map<string, number[]>();
  const busy = new Set<string>();
  const overlaps: string[] = [];
  const app = await receiver((response, { data: { visitorId, seq } }) => {
    if (busy.has(visitorId)) overlaps.push(visitorId);
    busy.add(visitorId);
    setTimeout(() => {
      busy.delete(visitorId);
      const fails = Math.random() < 1 / 3;
      if (!fails) heard.set(visitorId, [...(heard.get(visitorId) ?? []), seq]);
      response.writeHead(fails ? 500 : 204).end();
    }, 5 * Math.random());
  });
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? north : south).visitor('crowd', 5)));
  await Promise.all(crowd.map(one => one.register(app)));
  await Promise.all(crowd.flatMap(one => Array.from({ length: 5 }, () => one.letIn())));
  await eventually(() => {
    for (const { visitorId } of crowd) expect(heard.get(visitorId)).toEqual([1, 2, 3, 4, 5]);
  }, 60_000);
  expect(overlaps).toEqual([]);
});

it('shares the work between two servers', async () => {
  const schema = await newSchema(postgres);
  const inFlight = { together: 4, toOne: 4, slowMs: 200 };
  const [north, south] = [await lesson(postgres, { inFlight }, schema), await lesson(postgres, { inFlight }, schema)];
  const app = await receiver(response => setTimeout(() => ok(response, undefined as never, undefined as never), 30));
  const crowd = await Promise.all(Array.from({ length: 40 }, () => north.visitor('crowd')));
  for (const one of crowd) await one.register(app);
  await Promise.all(crowd.map(one => one.letIn())); // only north is woken
  await eventually(() => expect(app.came).toHaveLength(40));
  expect(app.mostAtOnce()).toBeGreaterThan(4); // more than one of them may send
  expect(app.mostAtOnce()).toBeLessThanOrEqual(8);
  await south.close();
});

it('takes up what a server that died was sending, once its lease is over', async () => {
  const schema = await newSchema(postgres);
  const db = await openTestDatabase(postgres, schema);
  onTestFinished(db.close);
  const [queue, webhooks] = [queueIn(db), webhooksIn(db)];
  const [now, leaseUntil] = [Date.now(), Date.now() + 60_000];
  const app = await receiver(ok);
  await queue.join('E1', 'ada', crypto.randomUUID());
  await webhooks.register('ada', app, now);
  const admit = { eventId: 'E1', count: 1, key: crypto.randomUUID(), now, expiresAt: now + 600_000 };
  await queue.admit({ ...admit, dataFor: async () => ({}) });
  const receivers = { most: 1, inFlight: new Map(), unhealthy: new Set<string>() };
  const claim = { now, leaseUntil, limit: 9, unhealthy: false, receivers };
  expect(await webhooks.claim(claim)).toMatchObject([{ notification: { visitorId: 'ada', seq: 1 }, attempts: 0 }]);
  expect(await webhooks.claim(claim)).toEqual([]);
  expect(await webhooks.claim({ ...claim, now: leaseUntil - 1 })).toEqual([]);

  await lesson(postgres, { now: () => Date.now() + 60_000 }, schema);
  const { rows } = await eventually(async () => {
    const released = await db.query('select due_at from webhook where lease_until is null');
    expect(released.rows).toHaveLength(1);
    return released;
  });
  expect(app.came).toHaveLength(1);
  await webhooks.release([{ visitorId: 'ada', leaseUntil, dueAt: 0 }]); // the first was only asleep, and comes too late
  expect((await db.query('select due_at from webhook')).rows).toEqual(rows);
});

it('tells who registers late what was kept for them, oldest first, and not what has expired', async () => {
  const clock = { aheadMs: 0 };
  const here = await lesson(postgres, { now: () => Date.now() + clock.aheadMs });
  const app = await receiver(ok);
  const ada = await here.visitor('ada', 3);
  await ada.letIn();
  await ada.letIn(30);
  await ada.letIn();
  clock.aheadMs = 31_000;
  await ada.register(app);
  await eventually(() => expect(app.came.map(({ data }) => data.seq)).toEqual([1, 3]));
});

it('sends what another channel of the same outbox has delivered already, of any type, with an end or without', async () => {
  const here = await lesson(postgres);
  const app = await receiver(ok);
  const ada = await here.visitor('ada');
  const message = { visitorId: ada.visitorId, type: 'order.confirmed', data: { orderId: 'O1' }, expiresAt: null };
  const one = await here.db.transaction(tx => append(tx, { ...message, dedupeKey: 'O1' }));
  const { notificationId } = one;
  await here.outbox.record('sse', [{ notificationId, state: 'DELIVERED', detail: 'written', at: Date.now() }]);
  await ada.register(app);
  await eventually(async () => expect(await ada.deliveries()).toMatchObject([{ state: 'DELIVERED' }]));
  const { createdAt, type, ...data } = one;
  expect(JSON.parse(app.came[0]!.body)).toEqual({ type, timestamp: createdAt, data: { ...data, createdAt } });
  const onSse = await here.outbox.deliveries('sse', ada.visitorId, Date.now(), 1);
  expect(onSse).toMatchObject([{ state: 'DELIVERED', attempts: [{ detail: 'written' }] }]);
});

it('sends again by hand what was delivered, in time, and to the visitor alone', async () => {
  const clock = { aheadMs: 0 };
  const here = await lesson(postgres, { now: () => Date.now() + clock.aheadMs });
  const app = await receiver(ok);
  const [ada, bob] = [await here.visitor('ada', 2), await here.visitor('bob')];
  const replay = (who: typeof ada, notificationId: string) => who.send('POST', `/deliveries/${notificationId}/replay`);
  const first = await ada.letIn();
  expect(await replay(ada, first)).toMatchObject({ status: 404 }); // has no webhook
  await ada.register(app);
  await eventually(async () => expect(await ada.deliveries()).toMatchObject([{ state: 'DELIVERED' }]));
  expect(await replay(ada, first)).toMatchObject({
    status: 200,
    body: { state: 'DELIVERED', detail: 'by hand: answered 204' },
  });
  expect(app.came.map(({ data }) => data.notificationId)).toEqual([first, first]);
  expect(await replay(bob, first)).toMatchObject({ status: 404 });
  expect(await replay(ada, crypto.randomUUID())).toMatchObject({ status: 404 });
  expect(await replay(ada, 'first')).toMatchObject({ status: 400 });

  app.answer(status(500));
  expect(await replay(ada, first)).toMatchObject({ status: 502, body: { type: 'not-delivered', retryable: true } });
  expect(await ada.deliveries()).toMatchObject([{ state: 'DELIVERED' }]);
  const second = await ada.letIn(60);
  expect(await replay(ada, second)).toMatchObject({ status: 409, body: { type: 'pending' } });
  clock.aheadMs = 61_000;
  expect(await replay(ada, second)).toMatchObject({ status: 409, body: { type: 'expired' } });
});

it('is closed within seconds while a receiver hangs, and who comes next sends that at once', async () => {
  const schema = await newSchema(postgres);
  const north = await lesson(postgres, { timeoutMs: 60_000 }, schema);
  const app = await receiver(() => {});
  const ada = await north.visitor('ada');
  await ada.register(app);
  await ada.letIn();
  await eventually(() => expect(app.came).toHaveLength(1));
  const start = performance.now();
  await north.close();
  expect(performance.now() - start).toBeLessThan(10_000);
  app.answer(ok);
  await lesson(postgres, {}, schema);
  await eventually(() => expect(app.came).toHaveLength(2));
});
