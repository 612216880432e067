// Whose place it is, and in front of which event: asked before anything else is.
import { describe, expect, it, onTestFinished } from 'vitest';
import { admitted, serveRoom, waiting } from './routes.fixture.ts';

const ada = 'E4/waiting-room/ada';

async function serve(options?: Parameters<typeof serveRoom>[0]) {
  const room = await serveRoom(options);
  onTestFinished(room.close);
  return room;
}

describe('whose place it is', () => {
  const places = [
    ['GET', ada],
    ['DELETE', ada],
    ['POST', `${ada}/done`],
  ] as const;

  it('shows a token of the join alone: without one it is 401, with another one 403, and the ledger is not asked', async () => {
    const { call, calls, rooms } = await serve();
    const [ofBob, ofOtherEvent, ofOtherPlace] = await Promise.all([
      rooms.placeTokenFor('E4', waiting('bob')),
      rooms.placeTokenFor('E5', waiting('ada')),
      rooms.placeTokenFor('E4', waiting('ada')).then(token => token.replace(/^1/, '2')),
    ]);
    const ofSeats = await rooms.tokenFor('E4', admitted('ada') as Parameters<typeof rooms.tokenFor>[1]);
    for (const [method, path] of places) {
      expect(await call(method, path, { authorization: null })).toMatchObject({
        ...{ status: 401, body: { type: 'place-token-required', retryable: false } },
      });
      for (const token of [ofBob, ofOtherEvent, ofOtherPlace, ofSeats, '1.', '1', '.', '1e3.x', `01.${'A'.repeat(43)}`])
        expect(await call(method, path, { authorization: `Bearer ${token}` })).toMatchObject({
          ...{ status: 403, body: { type: 'not-your-place', retryable: false } },
        });
    }
    expect(calls).toEqual([]);
  });

  it('is said by the session where the application has one: neither a key nor a token is needed', async () => {
    const session = ({ headers }: { headers: Record<string, unknown> }) => String(headers['x-session']);
    const { call, visitors } = await serve({ authenticate: session });
    visitors.set('ada', waiting('ada'));
    const [ours, theirs] = ['ada', 'bob'].map(who => ({
      'x-session': who,
      authorization: null,
      'idempotency-key': null,
    }));
    const joined = await call('POST', ada, ours);
    expect(joined.status).toBe(202);
    expect(joined.body).not.toHaveProperty('placeToken');
    expect((await call('GET', ada, ours)).status).toBe(200);
    for (const [method, path] of [...places, ['POST', ada]] as const)
      expect(await call(method, path, theirs)).toMatchObject({ status: 403, body: { type: 'not-your-place' } });
    expect((await call('DELETE', ada, ours)).status).toBe(204);
  });

  it('is never told to a cache', async () => {
    const { call, visitors } = await serve();
    visitors.set('ada', admitted('ada'));
    expect(await call('POST', ada)).toMatchObject({ status: 202, cacheControl: 'no-store' });
    expect(await call('GET', ada)).toMatchObject({ status: 200, cacheControl: 'no-store' });
  });
});

describe('an event that does not exist', () => {
  it('has no waiting room, and none is opened', async () => {
    const { room, call, calls } = await serve();
    room.exists = false;
    const unknown = { status: 404, body: { type: 'not-found', detail: 'event E4 does not exist' } };
    expect(await call('POST', ada)).toMatchObject(unknown);
    expect(await call('GET', 'E4/waiting-room')).toMatchObject(unknown);
    expect(calls).toEqual([]);
  });
});
