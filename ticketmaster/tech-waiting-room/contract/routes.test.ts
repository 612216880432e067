import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { admitted, OPERATOR, serveRoom, someone, waiting } from './routes.fixture.ts';
import { pollAfter } from './routes.ts';

vi.spyOn(console, 'error').mockImplementation(() => {});

type Room = Awaited<ReturnType<typeof serveRoom>>;
const ada = 'E4/waiting-room/ada';
const placeToken = expect.stringMatching(/^1\.[\w-]{43}$/);
const joinedAt = '2027-01-01T12:00:00.000Z';

async function serve(options?: Parameters<typeof serveRoom>[0]): Promise<Room> {
  const room = await serveRoom(options);
  onTestFinished(room.close);
  return room;
}

describe('a visitor', () => {
  let room: Room;
  beforeEach(async () => {
    room = await serve();
  });

  it('who joins hears 202 with how they stand, once the place is in the line', async () => {
    const standing = { visitorId: 'ada', state: 'WAITING', position: 1, etaSeconds: null, joinedAt };
    expect(await room.call('POST', ada)).toMatchObject({ status: 202, contentType: 'application/json; charset=utf-8' });
    expect((await room.call('POST', ada)).body).toEqual({ ...standing, placeToken });
    expect(room.calls).toEqual(['open', 'join ada', 'enqueued ada', 'join ada', 'enqueued ada']);
  });

  it('whose position is not known yet waits all the same', async () => {
    room.visitors.set('ada', { ...someone('ada'), state: 'JOINING' });
    const { body } = await room.call('POST', ada);
    expect(body).toEqual({
      visitorId: 'ada',
      state: 'WAITING',
      position: null,
      etaSeconds: null,
      joinedAt,
      placeToken,
    });
  });

  it('who joins again hears how they stand now', async () => {
    room.visitors.set('ada', waiting('ada', 12, 40));
    const { body } = await room.call('POST', ada);
    expect(body).toEqual({ visitorId: 'ada', state: 'WAITING', position: 12, etaSeconds: 40, joinedAt, placeToken });
  });

  it('who joins again and is inside is told so, and fetches the token by GET, which is what counts as coming', async () => {
    room.visitors.set('ada', admitted('ada'));
    const { status, body } = await room.call('POST', ada);
    expect(status).toBe(202);
    expect(body).toEqual({ visitorId: 'ada', state: 'ADMITTED', position: 0, etaSeconds: 0, joinedAt, placeToken });
  });

  it('who waits hears when to look again', async () => {
    room.visitors.set('ada', waiting('ada', 250, 90));
    const standing = { visitorId: 'ada', state: 'WAITING', position: 250, etaSeconds: 90, joinedAt };
    expect(await room.call('GET', ada)).toMatchObject({ status: 200, body: { ...standing, pollAfterSeconds: 3 } });
  });

  it('who is let in gets an admission, which opens the seats of that event alone', async () => {
    room.visitors.set('ada', admitted('ada'));
    const { body } = await room.call('GET', ada);
    expect(body).toEqual({
      ...{ visitorId: 'ada', state: 'ADMITTED', position: 0, etaSeconds: 0, joinedAt },
      ...{ admissionToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/), expiresAt: '2027-01-01T12:10:00.000Z' },
    });
    const headers = { authorization: `Bearer ${body.admissionToken}` };
    expect(await room.call('GET', 'E4/seats', headers)).toMatchObject({ status: 200, body: { visitorId: 'ada' } });
    expect(await room.call('GET', 'E4/seats', { authorization: `bearer  ${body.admissionToken}` })).toMatchObject({
      status: 200,
    });
    const refused = { status: 403, body: { type: 'not-admitted' } };
    expect(await room.call('GET', 'E5/seats', headers)).toMatchObject(refused);
    expect(await room.call('PUT', 'E4/waiting-room', { ...headers, body: { capacity: 9 } })).toMatchObject({
      status: 403,
      body: { type: 'operator-only' },
    });
    room.visitors.set('ada', admitted('ada', 2)); // came back later: the token of the first time is withdrawn
    expect(await room.call('GET', 'E4/seats', headers)).toMatchObject(refused);
  });

  it.each(['NO_SHOW', 'TIMED_OUT', 'FINISHED', 'LEFT'] as const)('whose visit is over hears why: %s', async reason => {
    room.visitors.set('ada', { ...someone('ada'), state: 'EXPIRED', reason });
    const { status, body } = await room.call('GET', ada);
    expect([status, body]).toEqual([200, { visitorId: 'ada', state: 'EXPIRED', reason, joinedAt }]);
  });

  it('who never joined, or was not told so, is not known', async () => {
    const unknown = { status: 404, body: { type: 'not-found', detail: 'visitor ada of E4 does not exist' } };
    expect(await room.call('GET', ada)).toMatchObject(unknown);
    expect(await room.call('POST', `${ada}/done`)).toMatchObject(unknown);
    room.visitors.set('ada', { ...someone('ada'), state: 'JOINING' });
    expect(await room.call('GET', ada)).toMatchObject(unknown);
    expect(room.calls).not.toContain('open');
  });

  it('may leave at any time, also twice, and also who never came', async () => {
    expect(await room.call('DELETE', ada)).toEqual({ status: 204, contentType: null, body: {} });
    room.visitors.set('ada', waiting('ada'));
    expect(await room.call('DELETE', ada)).toMatchObject({ status: 204 });
    expect(room.calls).toEqual(['leave ada', 'leave ada']);
  });

  it.each([
    ['JOINING', { ...someone('ada'), state: 'JOINING' }, 409],
    ['WAITING', waiting('ada'), 409],
    ['ADMITTED', admitted('ada'), 204],
    ['EXPIRED', { ...someone('ada'), state: 'EXPIRED', reason: 'TIMED_OUT' }, 204],
  ] as const)('who is %s and says to be done', async (_state, visitor, status) => {
    room.visitors.set('ada', visitor);
    const answer = await room.call('POST', `${ada}/done`);
    expect(answer.status).toBe(status);
    if (status === 409) expect(answer.body).toMatchObject({ type: 'not-admitted', retryable: false });
  });
});

describe('a join that does not happen', () => {
  const mayRetry = (type: string) => ({ status: 503, body: { type, retryable: true } });

  it('because too many wait, says so', async () => {
    const { room, call } = await serve();
    room.full = true;
    expect(await call('POST', ada)).toMatchObject(mayRetry('waiting-room-full'));
  });

  it('because nobody new may join, says so, and that another try is of no use', async () => {
    const { room, call } = await serve();
    room.draining = true;
    expect(await call('POST', ada)).toMatchObject({ status: 409, body: { type: 'line-closed', retryable: false } });
  });

  it('because the visitor has joined with another key, gives out no token', async () => {
    const { room, call } = await serve();
    room.taken = true;
    const answer = await call('POST', ada);
    expect(answer).toMatchObject({ status: 409, body: { type: 'already-joined', retryable: false } });
    expect(answer.body).not.toHaveProperty('placeToken');
  });

  it.each([
    ['refuses', async () => Promise.reject(new Error('the disk is full'))],
    ['does not answer', () => new Promise<never>(() => {})],
  ])('because the line %s, is no 202, and the ledger does not take it for one', async (_what, join) => {
    const { call, calls } = await serve({ line: { join } });
    expect(await call('POST', ada)).toMatchObject(mayRetry('unavailable'));
    expect(calls).toEqual(['open', 'join ada']);
  });

  it('because the server has all the rooms open that it may, leaves those alone', async () => {
    const { call } = await serve({ maxRooms: 1 });
    expect(await call('POST', ada)).toMatchObject({ status: 202 });
    expect(await call('POST', 'E5/waiting-room/ada')).toMatchObject(mayRetry('overloaded'));
    expect(await call('POST', ada)).toMatchObject({ status: 202 });
  });
});

describe('the operator', () => {
  it('sets what is given and nothing else, and sees the figures, as everybody does', async () => {
    const { call, calls } = await serve();
    const body = { capacity: 0, admitPerSecond: 1, open: false };
    const set = await call('PUT', 'E4/waiting-room', { authorization: `Bearer ${OPERATOR}`, body });
    expect(calls).toEqual(['open', `configure ${JSON.stringify(body)}`]);
    expect(set).toMatchObject({ status: 200, body: { waiting: 0, waitSeconds: { median: null, p95: null } } });
    expect(await call('GET', 'E4/waiting-room')).toEqual(set);
  });
});

describe('the next look', () => {
  it.each([
    [1, 60, 1],
    [100, 60, 1],
    [101, 60, 2],
    [1_500, 60, 15],
    [100_000, 60, 15],
    [100_000, 3_600, 20],
    [100_000, 30, 7.5],
    [1, 3, 0.7],
    [1, 2, 0.5],
    [1, 1, 0.2],
  ])('of who is at %i, where one counts as gone after %i s, is in %f s', (position, noShowSeconds, seconds) => {
    expect(pollAfter(position, noShowSeconds)).toBe(seconds);
  });

  it('is early enough for three of them before a visitor counts as gone, however soon that is', () => {
    for (let noShow = 1; noShow <= 3_600; noShow++) {
      for (const position of [1, 250, 100_000]) {
        const looks = pollAfter(position, noShow);
        expect(looks).toBeGreaterThan(0);
        expect(3 * looks).toBeLessThan(noShow);
      }
    }
  });
});
