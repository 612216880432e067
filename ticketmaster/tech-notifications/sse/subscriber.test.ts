// The app's half, before a server that does as it is told.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DedupeStore, openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import { asEvent, asRetry, HEARTBEAT } from './event-stream.ts';
import { type SubscriberOptions, streamSubscriber } from './subscriber.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers the first connection with the first of `answers`, and the last of them again and again; and an app. */
async function scene(answers: Answer[], options: Partial<SubscriberOptions> = {}) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers['last-event-id'] as string);
    answers[Math.min(asked.length, answers.length) - 1]!(response, request);
  });
  await once(server.listen({ port: 0, host: '127.0.0.1' }), 'listening');
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = openDedupeStore(':memory:');
  const subscriber = streamSubscriber(store, { serverUrl, silentMs: 5_000, longestPauseMs: 200, ...options });
  ends.push(async () => {
    await subscriber.close();
    server.closeAllConnections();
    await new Promise(closed => server.close(closed));
    store.close();
  });
  return { asked, store, subscriber, server };
}

const stream =
  (...pieces: string[]): Answer =>
  response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(asRetry(20) + pieces.join(''));
  };
const cutAfter =
  (...pieces: string[]): Answer =>
  response => {
    stream(...pieces)(response, undefined as never);
    setImmediate(() => response.destroy());
  };
const refusal =
  (status: number, headers = {}): Answer =>
  response =>
    void response.writeHead(status, headers).end('{}');

const notification = (seq: number) => ({
  ...{ notificationId: randomUUID(), type: 'test', seq, data: { eventId: `E${seq}` } },
  expiresAt: seq % 2 ? null : new Date(Date.now() + 60_000).toISOString(),
});
const admitted = (seq: number) => asEvent(seq, 'notification', notification(seq));
const heardBy = (store: DedupeStore) => store.heard('ada').map(({ data }) => data.eventId);
const hears = (store: DedupeStore, ...events: string[]) => eventually(() => expect(heardBy(store)).toEqual(events));

describe('an app that listens', () => {
  it('goes on after what it has heard, and an event that was cut in the middle was not heard', async () => {
    const second = admitted(2);
    const { asked, store, subscriber } = await scene([
      cutAfter(admitted(1), second.slice(0, second.length / 2)),
      stream(second, HEARTBEAT),
    ]);
    await subscriber.listenFor('ada', 'key');
    await hears(store, 'E1', 'E2');
    expect(asked).toEqual(['0', '1']);
  });

  it('comes back to a server that is away, full, broken, or has moved, and sends the key nowhere else', async () => {
    let stolen = 0;
    const elsewhere = await scene([
      response => {
        stolen++;
        response.end();
      },
    ]);
    const { port } = elsewhere.server.address() as AddressInfo;
    const { asked, store, subscriber } = await scene([
      response => response.destroy(),
      refusal(500),
      refusal(503, { 'retry-after': '1' }),
      refusal(302, { location: `http://127.0.0.1:${port}/` }),
      stream(admitted(1)),
    ]);
    await subscriber.listenFor('ada', 'key');
    await hears(store, 'E1');
    expect(asked).toHaveLength(5);
    expect(stolen).toBe(0);
  });

  it('takes a silent connection for dead, but not one with a heartbeat', async () => {
    const { asked, store, subscriber } = await scene([stream(), stream(admitted(1))], { silentMs: 500 });
    await subscriber.listenFor('ada', 'key');
    await hears(store, 'E1');
    expect(asked).toHaveLength(2);

    const beating: Answer = response => {
      stream()(response, undefined as never);
      const timer = setInterval(() => response.write(HEARTBEAT), 100);
      setTimeout(() => response.write(admitted(1)), 4_000); // longer than it bears silence
      response.on('close', () => clearInterval(timer));
    };
    const other = await scene([beating], { silentMs: 3_000 });
    await other.subscriber.listenFor('ada', 'key');
    await hears(other.store, 'E1');
    expect(other.asked).toHaveLength(1);
  });

  it('hears all that a resync says holds', async () => {
    const { store, subscriber } = await scene([
      stream(asEvent(9, 'resync', { newest: 9, notifications: [notification(7), notification(9)] }), admitted(10)),
    ]);
    await subscriber.listenFor('ada', 'key');
    await hears(store, 'E7', 'E9', 'E10');
  });

  it('is told when its key is refused, and does not ask again', async () => {
    for (const status of [401, 403]) {
      const { asked, subscriber } = await scene([refusal(status)]);
      await expect(subscriber.listenFor('ada', 'key')).rejects.toMatchObject({ status });
      expect(asked).toHaveLength(1);
    }
  });

  it('keeps the connection it has when a new key is refused', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    const { asked, store, subscriber } = await scene([
      response => {
        stream()(response, undefined as never);
        held.resolve(response);
      },
      refusal(403),
    ]);
    await subscriber.listenFor('ada', 'key');
    await expect(subscriber.listenFor('ada', 'other')).rejects.toMatchObject({ status: 403 });
    (await held.promise).write(admitted(1));
    await hears(store, 'E1');
    expect(asked).toHaveLength(2);
  });

  it('stays away when it was replaced, or is answered 204', async () => {
    const closed = Promise.withResolvers<void>();
    const { asked, subscriber } = await scene([
      response => {
        response.on('close', () => closed.resolve());
        stream(asEvent(1, 'replaced', {}))(response, undefined as never);
      },
    ]);
    await subscriber.listenFor('ada', 'key');
    await closed.promise;
    expect(asked).toHaveLength(1);
    await expect((await scene([refusal(204)])).subscriber.listenFor('ada', 'key')).rejects.toMatchObject({
      status: 204,
    });
  });

  it('asks again when it cannot read an event, and misses nothing', async () => {
    const { asked, store, subscriber } = await scene([
      stream('id: 1\nevent: notification\ndata: {"half":\n\n'),
      stream(asEvent(1, 'notification', { seq: 'one' })),
      stream(admitted(1)),
    ]);
    await subscriber.listenFor('ada', 'key');
    await hears(store, 'E1');
    expect(asked).toEqual(['0', '0', '0']);
  });

  it('listens for a thousand in one process, and hears nothing after it was closed', async () => {
    const responses: ServerResponse[] = [];
    const admits: Answer = (response, request) => {
      const isNew = request.headers['last-event-id'] === '0';
      stream(isNew ? admitted(1) : HEARTBEAT)(response, request);
      responses.push(response);
    };
    const { store, subscriber } = await scene([admits], { silentMs: 35_000 }); // a thousand take their time on a busy machine
    const names = Array.from({ length: 1_000 }, (_, i) => `visitor-${i}`);
    await Promise.all(names.map(name => subscriber.listenFor(name, 'key')));
    await eventually(() => expect(store.totals().heard).toBe(1_000));
    const began = Date.now();
    await subscriber.close();
    for (const response of responses) response.write(admitted(2));
    await eventually(() => expect(responses.every(({ destroyed }) => destroyed)).toBe(true));
    expect(Date.now() - began).toBeLessThan(20_000); // silence ends a stream after 35 s
    expect(store.totals().heard).toBe(1_000);
  });
});
