// Receivers that hang, fail, redirect or hide: each is handled, and nobody else waits for it.
import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { impatient, lesson, ok, type Receiver, receiver, status } from './receivers.fixture.ts';

const postgres = env.text('PG_URL');
const hang = () => {};
type Lesson = Awaited<ReturnType<typeof lesson>>;

/** How long after being let in bob hears, in ms, usually: who waits for others waits each time, a busy machine stands still now and then. */
async function usualForBob({ visitor }: Lesson): Promise<number> {
  const healthy = await receiver(ok);
  const bob = await visitor('bob', 9);
  await bob.register(healthy);
  const took: number[] = [];
  for (let seq = 1; seq <= 9; seq++) {
    const start = performance.now();
    await bob.letIn();
    const came = await eventually(() => {
      const first = healthy.came.find(({ data }) => data.seq === seq);
      expect(first).toBeDefined();
      return first!;
    });
    took.push(came.at - start);
  }
  return took.sort((a, b) => a - b)[4]!;
}

/** So many visitors of one receiver, all let in. */
async function crowdOf({ visitor }: Lesson, to: Receiver, size: number) {
  const crowd = await Promise.all(Array.from({ length: size }, () => visitor('crowd')));
  for (const one of crowd) expect(await one.register(to)).toMatchObject({ status: 200 });
  await Promise.all(crowd.map(one => one.letIn()));
  return crowd;
}

describe('a receiver', () => {
  it('that hangs holds its own share and no more, and is told once it answers', async () => {
    const here = await lesson(postgres, impatient);
    const hanging = await receiver(hang);
    const crowd = await crowdOf(here, hanging, 40);
    expect(await usualForBob(here)).toBeLessThan(1_000);
    await eventually(async () => {
      expect((await crowd[0]!.deliveries())[0]!.attempts[0]!.detail).toBe('no answer in 1000 ms');
    });
    expect(hanging.mostAtOnce()).toBeLessThanOrEqual(16);
    hanging.answer(ok);
    await eventually(async () => {
      for (const one of crowd) expect(await one.deliveries()).toMatchObject([{ state: 'DELIVERED' }]);
    }, 60_000);
  });

  it('that hangs is one of thirty, and still nobody else waits', async () => {
    const here = await lesson(postgres, impatient);
    for (let n = 0; n < 30; n++) await crowdOf(here, await receiver(hang), 5); // 150 that hang, and room for 32
    expect(await usualForBob(here)).toBeLessThan(1_000);
  });

  it('that answers 500 is tried again, with pauses, until it is DEAD; then its next one goes', async () => {
    const here = await lesson(postgres, { retries: { baseMs: 20, capMs: 100, askedCapMs: 1_000, maxAttempts: 4 } });
    const failing = await receiver((response, { data }) => response.writeHead(data.seq === 1 ? 500 : 204).end());
    const ada = await here.visitor('ada', 2);
    await ada.register(failing);
    await ada.letIn();
    await ada.letIn();
    expect(await usualForBob(here)).toBeLessThan(1_000);
    await eventually(async () => {
      expect(await ada.deliveries()).toMatchObject([{ state: 'DEAD' }, { state: 'DELIVERED' }]);
    });
    const [dead] = await ada.deliveries();
    expect(dead!.attempts.map(({ detail }) => detail)).toEqual([
      ...Array.from({ length: 3 }, () => 'answered 500'),
      'answered 500; it was the last attempt',
    ]);
    expect(failing.came.map(({ data }) => data.seq)).toEqual([1, 1, 1, 1, 2]);
    expect(new Set(failing.came.slice(0, 4).map(({ body }) => body)).size).toBe(1); // the same to the byte
  });

  it('that redirects has failed, and where it points to is never asked', async () => {
    const here = await lesson(postgres);
    const inner = await receiver(ok);
    const redirecting = await receiver(status(302, { location: `${inner.url}/hooks/ada` }));
    const ada = await here.visitor('ada');
    await ada.register(redirecting);
    await ada.letIn();
    expect(await usualForBob(here)).toBeLessThan(1_000);
    await eventually(() => expect(redirecting.came.length).toBeGreaterThan(2));
    const [delivery] = await ada.deliveries();
    expect(delivery).toMatchObject({ state: 'PENDING' });
    expect(delivery!.attempts[0]!.detail).toBe('answered 302, and redirects are not followed');
    expect(inner.came).toEqual([]);
  });

  it('whose name leads to a private address by now is not connected to', async () => {
    let leadsTo = '127.0.0.1'; // allowed, as a public one would be
    const here = await lesson(postgres, { resolve: async () => [leadsTo] });
    const outer = await receiver(ok);
    const inner = await receiver(ok, '127.0.0.2');
    const byName = { ...outer, url: inner.url.replace('127.0.0.2', 'rebinding.example') };
    const onOuter = { ...outer, url: outer.url.replace('127.0.0.1', 'rebinding.example') };
    const [ada, cyd] = [await here.visitor('ada'), await here.visitor('cyd')];
    expect(await ada.register(onOuter)).toMatchObject({ status: 200 });
    leadsTo = '127.0.0.2';
    expect(await cyd.register(byName)).toMatchObject({ status: 422, body: { type: 'address-refused' } });
    await here.db.query('update webhook set url = $2, origin = $2 where visitor_id = $1', [ada.visitorId, byName.url]);
    await ada.letIn();
    expect(await usualForBob(here)).toBeLessThan(1_000);
    await eventually(async () => {
      expect((await ada.deliveries())[0]!.attempts[0]!.detail).toBe(
        'the address leads to a private, local or reserved address',
      );
    });
    expect(inner.mostAtOnce()).toBe(0);
  });

  it('that answers 410 is told nothing more, until it registers again; by hand it may have what is DEAD', async () => {
    const here = await lesson(postgres);
    const gone = await receiver(status(410));
    const ada = await here.visitor('ada', 3);
    await ada.letIn();
    const second = await ada.letIn();
    await ada.register(gone);
    await eventually(async () => expect(await ada.deliveries()).toMatchObject([{ state: 'DEAD' }, { state: 'DEAD' }]));
    expect((await ada.deliveries())[1]!.attempts).toMatchObject([{ detail: 'not sent: the webhook answered 410' }]);
    expect(gone.came).toHaveLength(1);
    expect(await ada.send('GET', '/webhook')).toMatchObject({ body: { state: 'DISABLED' } });
    const replay = `/deliveries/${second}/replay`;
    expect(await ada.send('POST', replay)).toMatchObject({ status: 409, body: { type: 'webhook-disabled' } });
    await ada.letIn();

    gone.answer(ok);
    expect(await ada.register(gone)).toMatchObject({ status: 200, body: { state: 'ACTIVE' } });
    await eventually(() => expect(gone.came.map(({ data }) => data.seq)).toEqual([1, 3]));
    expect(await ada.send('POST', replay)).toMatchObject({ status: 200, body: { state: 'DELIVERED' } });
    expect(gone.came.map(({ data }) => data.seq)).toEqual([1, 3, 2]);
  });

  it.each([
    ['seconds', '1'],
    ['a date', new Date(Date.now() + 3_600_000).toUTCString()],
  ])('that is busy is left alone for as long as it asks, in %s, up to a bound', async (_how, retryAfter) => {
    const here = await lesson(postgres); // the bound is a second
    const busy = await receiver(status(503, { 'retry-after': retryAfter }));
    const ada = await here.visitor('ada');
    await ada.register(busy);
    await ada.letIn();
    await eventually(() => expect(busy.came.length).toBeGreaterThan(1));
    expect(busy.came[1]!.at - busy.came[0]!.at).toBeGreaterThanOrEqual(990);
  });

  it.each([
    [
      'answers without end',
      'DELIVERED',
      (response: import('node:http').ServerResponse) => {
        response.writeHead(200);
        const more = () => response.destroyed || response.write('x'.repeat(65_536), more);
        more();
      },
    ],
    [
      'answers a byte a minute',
      'PENDING',
      (response: import('node:http').ServerResponse) => void response.writeHead(200).write('x'),
    ],
    [
      'speaks another protocol',
      'PENDING',
      (response: import('node:http').ServerResponse) => void response.socket!.end('SSH-2.0\r\n'),
    ],
    [
      'changes the protocol',
      'PENDING',
      (response: import('node:http').ServerResponse) =>
        void response.socket!.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    ['hangs up', 'PENDING', (response: import('node:http').ServerResponse) => void response.socket!.destroy()],
  ])('that %s is done with in time', async (_what, state, answering) => {
    const here = await lesson(postgres, { ...impatient, inFlight: { together: 1, toOne: 1, slowMs: 200 } }); // one that leaks would stop all
    const odd = await receiver(answering);
    const ada = await here.visitor('ada');
    await ada.register(odd);
    await ada.letIn();
    await eventually(async () => {
      const [delivery] = await ada.deliveries();
      expect(delivery).toMatchObject({ state });
      expect(delivery!.attempts.length).toBeGreaterThan(state === 'PENDING' ? 1 : 0);
    });
    expect(await usualForBob(here)).toBeLessThan(1_000);
  });
});
