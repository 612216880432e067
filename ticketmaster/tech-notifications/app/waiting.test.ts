import { env } from '@ticketmaster/common/env';
import { call } from '@ticketmaster/notifications/crowd';
import { admit, waitingFor } from '@ticketmaster/notifications/lesson.fixture';
import type { Visitor } from '@ticketmaster/notifications/promises';
import { ask } from '@ticketmaster/testing/client';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type Served, serveInbox } from './channel.fixture.ts';
import { held, inboxOf, isHeld } from './inbox-promises.ts';
import { pollAfterMs } from './poll-after.ts';

const url = env.text('PG_URL');
const db = await openTestDatabase(url);
afterAll(() => db.close());

let server: Served;
beforeEach(async () => {
  server = await serveInbox(url, db, { maxWaiting: 3 });
});
afterEach(() => server.die());

const get = (visitor: Visitor, query = '') => call('GET', `${inboxOf(server, visitor)}?${query}`, visitor.key);
const fetched = (visitor: Visitor, query = '', signal: AbortSignal | null = null) =>
  fetch(`${inboxOf(server, visitor)}?${query}`, { headers: { authorization: `Bearer ${visitor.key}` }, signal });

describe('who waits', () => {
  it('is answered as soon as something comes, and with none when the time is up', async () => {
    const event = unique('event');
    const ada = await waitingFor(server.gate, event);
    const { body, tookMs } = await held(server, ada, 'wait=1');
    expect(body).toMatchObject({ notifications: [], cursor: 0, unread: 0, pollAfterMs: 1_000 });
    expect(tookMs).toBeGreaterThan(900);
    const answer = held(server, ada, 'wait=25');
    await admit(server.gate, event);
    expect((await answer).body).toMatchObject({ notifications: [{ seq: 1 }], cursor: 1, unread: 1 });
    expect((await answer).tookMs).toBeLessThan(5_000);
  });

  it('is one of as many as the server keeps; another is told to come back; room is made when one goes away', async () => {
    const three = await Promise.all([1, 2, 3].map(() => waitingFor(server.gate, unique('event'))));
    const goAway = new AbortController();
    const requests = three.map(visitor => fetched(visitor, 'wait=25', goAway.signal).catch(() => 'gone'));
    for (const visitor of three) await eventually(() => isHeld(server, visitor));
    const dan = await waitingFor(server.gate, unique('event'));
    const refused = await fetched(dan, 'wait=5');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: 'too-many-waiting', retryable: true });
    expect((await fetched(dan)).status).toBe(200);
    goAway.abort();
    expect(await Promise.all(requests)).toEqual(['gone', 'gone', 'gone']);
    await eventually(async () => expect((await fetched(dan, 'wait=1')).status).toBe(200));
  });

  it('is answered at once when the server stops, and told to close the connection', async () => {
    const ada = await waitingFor(server.gate, unique('event'));
    const answer = fetched(ada, 'wait=25');
    await eventually(() => isHeld(server, ada));
    await server.channel.close();
    expect((await answer).status).toBe(200);
    expect((await answer).headers.get('connection')).toBe('close');
  });
});

describe('when to ask again', () => {
  const after = (ahead: number | null, count = 0) => pollAfterMs({ ahead, notifications: Array(count) });

  it('is soon for one who is next, seldom for one with thousands ahead or who waits for nothing, soon after something came', () => {
    expect([0, 100, 1_000, 5_000, null].map(ahead => after(ahead))).toEqual([1_000, 2_000, 11_000, 20_000, 20_000]);
    expect([after(5_000, 1), after(null, 1)]).toEqual([1_000, 1_000]);
  });

  it('goes by the line where the fewest are ahead', async () => {
    const [short, long] = [unique('short'), unique('long')];
    for (let i = 0; i < 30; i++) await waitingFor(server.gate, long, ...(i < 10 ? [short] : []));
    const ada = await waitingFor(server.gate, long, short);
    expect((await get(ada)).body).toMatchObject({ pollAfterMs: 1_100 });
    await admit(server.gate, short, 600, 6);
    expect((await get(ada)).body).toMatchObject({ pollAfterMs: 1_040 });
    await admit(server.gate, short, 600, 5);
    const { cursor } = (await get(ada)).body as { cursor: number };
    expect((await get(ada, `after=${cursor}`)).body).toMatchObject({ pollAfterMs: 1_300 });
  });
});

it('is ready while the database answers', async () => {
  expect((await ask('GET', `${server.url}/ready`)).status).toBe(200);
});
