import assert from 'node:assert/strict';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Admitted, Visitor } from './ledger.ts';
import { IDLE_S, type TestRoom } from './room.fixture.ts';

const ADA = { 'idempotency-key': 'a key that is only known to ada'.replaceAll(' ', '-') };
const MALLORY = { 'idempotency-key': 'a key that is known to mallory'.replaceAll(' ', '-') };
const holding = (token: unknown) => ({ authorization: `Bearer ${token}` });

/** An admission token passes while the admission holds: to that event, unchanged, and no moment longer. */
export async function tokens(room: TestRoom): Promise<void> {
  const server = await room.server();
  await room.join(server, 'ada', 'bob');
  await room.letIn(server, 'ada');
  const token = await room.token(server, 'ada');
  const passes = (given: string, eventId = room.eventId) => server.passes(eventId, given);
  assert.equal(await passes(token), 'ada');
  assert.equal(await room.token(server, 'ada'), token);
  assert.equal(await passes(token, `${room.eventId}-2`), undefined);
  for (const at of [token.length >> 2, token.length >> 1]) assert.equal(await passes(changed(token, at)), undefined);
  await server.done(room.eventId, 'ada');
  assert.equal(await passes(token), undefined);
  await room.letIn(server, 'bob');
  const bobs = await room.token(server, 'bob');
  room.passes(60);
  assert.equal(await passes(bobs), undefined);
}

/** While a line drains nobody new gets a place; who has one is found as before, also by joining again, and let in. */
export async function drains(room: TestRoom): Promise<void> {
  const server = await room.server();
  await room.join(server, 'ada', 'bob', 'cyd');
  await room.letIn(server, 'ada');
  await server.configure(room.eventId, { draining: true });
  const refused = { status: 409, type: 'line-closed', retryable: false };
  await assert.rejects(server.join(room.eventId, 'dan'), refused);
  await room.join(server, 'bob');
  await server.leave(room.eventId, 'cyd');
  await assert.rejects(server.join(room.eventId, 'cyd'), refused); // has given the place up
  assert.equal(await room.positionOf(server, 'bob'), 1);
  await server.done(room.eventId, 'ada');
  await room.letIn(server, 'bob');
  assert.deepEqual(
    [(await server.figures(room.eventId)).joinedTotal, await server.find(room.eventId, 'dan')],
    [3, undefined],
  );
  await server.configure(room.eventId, { draining: false });
  await room.join(server, 'dan');
  await server.done(room.eventId, 'bob');
  await room.letIn(server, 'dan');
}

/** Nobody reads, gives up or finishes the place of another. */
export async function ownPlace(room: TestRoom): Promise<void> {
  const server = await room.server();
  const visit = await room.http(server);
  const elsewhere = unique('elsewhere');
  await server.configure(elsewhere, { open: false });

  const joined = await visit('POST', 'ada', ADA);
  assert.equal(joined.status, 202);
  const token = String(joined.body.placeToken);
  assert.deepEqual(await visit('POST', 'ada', ADA), joined); // as if the answer had been lost
  const taken = await visit('POST', 'ada', MALLORY);
  assert.deepEqual([taken.status, taken.body.type, taken.body.placeToken], [409, 'already-joined', undefined]);
  const mallorys = (await visit('POST', 'mallory', MALLORY)).body.placeToken;
  const ofOtherEvent = (await visit('POST', 'ada', MALLORY, elsewhere)).body.placeToken;

  const strangers = [
    mallorys,
    ofOtherEvent,
    `2${token.slice(1)}`,
    changed(token, 9),
    token.split('.')[0],
    `1.${'A'.repeat(43)}`,
  ];
  async function nobodyElseMay(...more: unknown[]): Promise<void> {
    for (const [method, path] of [
      ['GET', 'ada'],
      ['DELETE', 'ada'],
      ['POST', 'ada/done'],
    ] as const) {
      assert.equal((await visit(method, path)).status, 401);
      for (const stranger of [...strangers, ...more]) {
        const { status, body } = await visit(method, path, holding(stranger));
        assert.deepEqual([status, body.type], [403, 'not-your-place'], `${method} ${path} with ${stranger}`);
      }
    }
  }
  await nobodyElseMay();
  assert.equal((await visit('GET', 'ada', holding(token))).body.position, 1);
  await server.configure(room.eventId, { open: true });
  await server.leave(room.eventId, 'mallory');
  await room.letIn(server, 'ada');
  const { admissionToken } = (await visit('GET', 'ada', holding(token))).body;
  assert.ok(admissionToken);
  await nobodyElseMay(admissionToken);
  assert.equal(await room.stateOf(server, 'ada'), 'ADMITTED');
  assert.equal((await visit('POST', 'ada/done', holding(token))).status, 204);

  await server.configure(room.eventId, { open: false }); // nobody is let in while we look
  const again = await visit('POST', 'ada', ADA); // one key, one place
  assert.deepEqual([again.body.state, again.body.placeToken], ['EXPIRED', token]);
  const anew = await visit('POST', 'ada', { 'idempotency-key': 'another-key-of-adas' });
  assert.equal(anew.body.state, 'WAITING');
  assert.equal((await visit('GET', 'ada', holding(token))).status, 404);
  await visit('DELETE', 'ada', holding(token));
  assert.equal((await visit('GET', 'ada', holding(anew.body.placeToken))).body.state, 'WAITING');
}

/** Who invents events fills nothing: a server that may open ten rooms is asked for 5,000, and then for one that exists. */
export async function inventedEvents(room: TestRoom): Promise<void> {
  const server = await room.server();
  const invented = unique('invented');
  const joins = Array.from({ length: 5_000 }, (_, n) => server.join(`${invented}-${n}`, 'mallory'));
  const statuses = await Promise.all(
    joins.map(join =>
      join.then(
        () => 202,
        ({ status }) => status,
      ),
    ),
  );
  assert.deepEqual([...new Set(statuses)], [404]);
  assert.equal(server.openRooms, 1);
  await room.join(server, 'ada');
  await room.letIn(server, 'ada');
}

/** A room that nobody asks for, and in which nobody waits, is closed; who asks finds it as it was. */
export async function idleRooms(room: TestRoom): Promise<void> {
  const server = await room.server();
  await room.join(server, 'ada');
  await room.letIn(server, 'ada');
  await server.admit(room.eventId); // sees that nobody waits
  await server.closeIdle();
  assert.equal(server.openRooms, 1);
  room.passes(IDLE_S);
  await server.closeIdle();
  assert.equal(server.openRooms, 0);
  await room.join(server, 'bob');
  await room.letIn(server, 'ada', 'bob');
  room.passes(IDLE_S);
  await room.join(server, 'cyd');
  await server.closeIdle();
  assert.equal(server.openRooms, 1);
}

/** Whoever is admitted is told of, whatever dies in between. */
export async function tellsAdmissions(room: TestRoom): Promise<void> {
  const [north, south] = [await room.server(), await room.server()];
  await room.join(north, 'ada', 'bob', 'cyd', 'dan');
  const lost: Admitted[] = [];
  const dying = room.relay(north, async admissions => {
    lost.push(...admissions);
    throw new Error('killed before it was handled');
  });
  await room.letIn(north, 'ada', 'bob', 'cyd');
  await eventually(() => assert.ok(lost.length > 0));
  await dying.close();

  const told: Admitted[] = [];
  const tell = async (admissions: Admitted[]) => void told.push(...admissions);
  room.relay(north, tell);
  room.relay(south, tell);
  await eventually(() => assert.deepEqual(named(told), ['ada', 'bob', 'cyd']));
  for (const { id, visitorId } of lost) assert.equal(told.find(each => each.visitorId === visitorId)!.id, id);
  assert.equal(new Set(told.map(({ id }) => id)).size, 3);
  for (const { visitorId, eventId, id: _, ...admission } of told) {
    const {
      state,
      joinedAt: _,
      noShowSeconds: __,
      visitorId: who,
      ...known
    } = (await room.find(south, visitorId)) as Inside;
    assert.deepEqual([state, who, eventId, admission], ['ADMITTED', visitorId, room.eventId, known]);
  }
  await south.done(room.eventId, 'ada');
  await eventually(async () => {
    for (const server of [north, south]) await server.admit(room.eventId); // whichever of them the line hands it to
    assert.deepEqual(named(told), ['ada', 'bob', 'cyd', 'dan']);
  }, 60_000);
}

type Inside = Visitor & { state: 'ADMITTED' };

const named = (told: Admitted[]) => [...new Set(told.map(({ visitorId }) => visitorId))].sort();

const changed = (token: string, at: number) =>
  token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1);
