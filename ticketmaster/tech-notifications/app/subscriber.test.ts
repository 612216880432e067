import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DedupeStore, openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import type { Subscriber } from '@ticketmaster/notifications/user-app';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remoteInbox } from './remote-inbox.ts';
import { inboxSubscriber, type Ways } from './subscriber.ts';

/** A server of which each test says what it answers. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[];
let server: Server;
let store: DedupeStore;
let subscriber: Subscriber;

beforeEach(async () => {
  asked = [];
  store = openDedupeStore(':memory:');
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url!.replace('/api/visitors/ada/', '')}`);
    answer(request, response);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  await subscriber.close();
  store.close();
  server.closeAllConnections();
  server.close();
});

function listens(ways: Ways = {}): Promise<void> {
  const { port } = server.address() as AddressInfo;
  subscriber = inboxSubscriber(store, remoteInbox(`http://127.0.0.1:${port}`), ways);
  return subscriber.listenFor('ada', 'the key of ada');
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { 'poll-after-ms': '20', ...headers }).end(JSON.stringify(body));
const notification = (seq: number) => ({
  ...{ notificationId: `n-${seq}`, type: 'waiting-room.admitted', visitorId: 'ada', data: { eventId: `E${seq}` }, seq },
  ...{ createdAt: '2027-05-01T20:00:00.000Z', expiresAt: '2027-05-01T21:00:00.000Z' },
});
const isPost = ({ method }: IncomingMessage) => method === 'POST';
const waitOf = (request: string) => Number(request.match(/wait=(\d+)/)?.[1]);

describe('an app that hears', () => {
  it('enters, acknowledges, and asks on from there', async () => {
    answer = (request, response) => {
      if (isPost(request)) json(response, 200, {});
      else if (request.url!.includes('after=0'))
        json(response, 200, { notifications: [notification(1), notification(2)] });
      // and then holds
    };
    await listens();
    await eventually(() => expect(asked).toHaveLength(3));
    expect(asked.slice(0, 2)).toEqual(['GET inbox?after=0&wait=0', 'POST inbox/acknowledge']);
    expect(asked[2]).toMatch(/^GET inbox\?after=2&wait=(20|1?\d)$/);
    expect(store.heard('ada').map(({ data }) => data.eventId)).toEqual(['E1', 'E2']);
  });

  it('asks again for what it could not enter, and has not acknowledged it', async () => {
    let failures = 1;
    answer = (request, response) =>
      json(response, 200, isPost(request) ? {} : { notifications: [notification(1)].slice(store.cursor('ada')) });
    await listens({
      mode: 'poll',
      hear(store, incoming) {
        if (failures-- > 0) throw new Error('the disk is full');
        return store.hear(incoming);
      },
    });
    await eventually(() => expect(asked.length).toBeGreaterThan(2));
    expect(asked.slice(0, 3)).toEqual([
      ...['GET inbox?after=0&wait=0', 'GET inbox?after=0&wait=0', 'POST inbox/acknowledge'],
    ]);
    expect(store.entries('ada')).toBe(1);
  });

  it('makes good an acknowledgement that was lost, also one from before it was killed', async () => {
    store.hear(notification(7));
    let lost = 2;
    answer = (request, response) => {
      if (isPost(request) && lost-- > 0) response.destroy();
      else json(response, 200, { notifications: [] });
    };
    await listens({ mode: 'poll' });
    await eventually(() => expect(asked.filter(one => one.startsWith('POST'))).toHaveLength(3));
    const known = asked.length;
    await eventually(() => expect(asked.length).toBeGreaterThan(known + 3));
    expect(asked.filter(one => one.startsWith('POST'))).toHaveLength(3);
  });

  it('sends the ETag of the answer before, and takes a 304 for nothing new', async () => {
    const sent: unknown[] = [];
    answer = (request, response) => {
      sent.push(request.headers['if-none-match']);
      if (sent.length === 1) json(response, 200, { notifications: [] }, { etag: 'W/"one"' });
      else response.writeHead(304, { 'poll-after-ms': '20', etag: 'W/"one"' }).end();
    };
    await listens({ mode: 'poll' });
    await eventually(() => expect(sent.length).toBeGreaterThan(3));
    expect(sent.slice(0, 3)).toEqual([undefined, 'W/"one"', 'W/"one"']);
  });
});

describe('an app whose server', () => {
  it.each([401, 403])('answers %i is not signed in, and asks no more', async status => {
    answer = (_request, response) => json(response, status, { type: 'wrong-visitor', detail: 'this is not the key' });
    await expect(listens()).rejects.toMatchObject({ status, type: 'wrong-visitor', message: 'this is not the key' });
    expect(asked).toHaveLength(1);
  });

  it('does not answer asks again, without a wait, and then waits again', async () => {
    let away = 4;
    answer = (_request, response) => {
      if (away-- > 0) response.destroy();
      else if (away >= -1) json(response, 200, { notifications: [] });
    };
    await listens(); // it is signed in all the same
    await eventually(() => expect(asked.map(waitOf).at(-1)).toBeGreaterThan(0));
    expect(asked.map(waitOf).slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  it('says when to come back comes no sooner', async () => {
    const at: number[] = [];
    answer = (_request, response) => {
      at.push(performance.now());
      const busy = { type: 'too-many-waiting', detail: 'ask without wait' };
      json(response, at.length === 1 ? 503 : 200, at.length === 1 ? busy : { notifications: [] }, {
        'retry-after': '1',
      });
    };
    await listens({ mode: 'poll' });
    await eventually(() => expect(at.length).toBeGreaterThan(1));
    expect(at[1]! - at[0]!).toBeGreaterThan(990);
  });

  it('lets go of everybody is not asked again at once', async () => {
    answer = (_request, response) => json(response, 200, { notifications: [] });
    await listens();
    await eventually(() => expect(asked.length).toBeGreaterThan(2));
    expect(asked.length).toBeLessThan(10); // each but the first after a part of a second
  });

  it('holds the question is left at once when the app closes', async () => {
    answer = (request, response) => {
      if (waitOf(request.url!) === 0) json(response, 200, { notifications: [] });
    };
    await listens();
    await eventually(() => expect(asked).toHaveLength(2));
    const began = performance.now();
    await subscriber.close();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

it('a new key takes the place of the one before', async () => {
  const keys: unknown[] = [];
  answer = (request, response) => {
    keys.push(request.headers.authorization);
    json(response, 200, { notifications: [] });
  };
  await listens({ mode: 'poll' });
  await subscriber.listenFor('ada', 'a new key');
  const known = keys.length;
  await eventually(() => expect(keys.length).toBeGreaterThan(known + 9));
  const late = keys.slice(known).filter(key => key !== 'Bearer a new key');
  expect(late.length).toBeLessThan(2); // one may have been on its way
});
