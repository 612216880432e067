import assert from 'node:assert/strict';
import type { Settings } from './ledger.ts';
import { drains, idleRooms, inventedEvents, ownPlace, tellsAdmissions, tokens } from './place-promises.ts';
import { type RoomSetup, TestRoom } from './room.fixture.ts';

/**
 * What a visitor may rely on whatever holds the line, executable. Each runs on an event of its own.
 *
 *   firstInFirstOut  those who joined first are let in first
 *   capacity         never more are inside than the room holds
 *   rate             never more are let in within one second than the operator allows
 *   joinsOnce        joining again keeps the first place, and costs nobody else a slot
 *   noShow           who gives no sign of life loses the place, or the admission they never picked up; the others move up
 *   timesOut         who does not finish loses the slot when the admission ends
 *   earlyRelease     the slot of who finishes or leaves goes to the next at once
 *   drains           a line that takes nobody new keeps those who wait, and lets them in
 *   tokens           only the admission of that visitor to that event passes, and only while it holds
 *   restart          whoever joined is known to the next server, and keeps the position
 *   twoServers       two servers of one event let everybody in once, and together never too many
 *   tellsTheTime     the ETA is unknown until somebody has left, and right when they leave at an even pace
 *   ownPlace         nobody who does not hold what a join gave out reads, gives up or finishes that place
 *   inventedEvents   events that do not exist take no room from those that do
 *   idleRooms        a room that nobody needs is closed, and found as it was by who comes again
 *   tellsAdmissions  a listener hears of each admission, also when a server dies in between; twice with the same id
 */
export const roomPromises = {
  firstInFirstOut: onRoom({ capacity: 2 }, async room => {
    const server = await room.server();
    await room.join(server, 'ada', 'bob', 'cyd', 'dan');
    await room.letIn(server, 'ada', 'bob');
    assert.deepEqual([await room.positionOf(server, 'cyd'), await room.positionOf(server, 'dan')], [1, 2]);
  }),

  capacity: onRoom({ capacity: 3 }, async room => {
    const server = await room.server();
    await room.join(server, ...crowd(10));
    await room.letIn(server, ...crowd(3));
    await room.letsNobodyIn(server);
    await server.configure(room.eventId, { capacity: 5 });
    await room.letIn(server, ...crowd(5));
    await server.configure(room.eventId, { open: false, capacity: 10 });
    await room.letsNobodyIn(server);
  }),

  rate: onRoom({ capacity: 100, admitPerSecond: 4 }, async room => {
    const server = await room.server();
    await room.join(server, ...crowd(10));
    room.passes(0.5); // any one second: it need not begin when the clock's does
    await room.letIn(server, ...crowd(4));
    room.passes(0.999);
    await room.letsNobodyIn(server);
    room.passes(0.001);
    await room.letIn(server, ...crowd(8));
  }),

  joinsOnce: onRoom({ capacity: 1 }, async room => {
    const server = await room.server();
    await room.join(server, 'ada', 'bob', 'cyd');
    const first = await room.find(server, 'bob');
    room.passes(5);
    await room.join(server, 'bob', 'bob');
    assert.deepEqual(await server.join(room.eventId, 'bob'), first);
    await room.letIn(server, 'ada');
    await room.join(server, 'ada');
    assert.equal((await server.figures(room.eventId)).joinedTotal, 3);
    for (const [one, next] of [
      ['ada', 'bob'],
      ['bob', 'cyd'],
    ] as const) {
      await server.done(room.eventId, one);
      await room.letIn(server, next);
    }
    assert.equal((await server.figures(room.eventId)).admittedTotal, 3);
  }),

  noShow: onRoom({ capacity: 1, noShowSeconds: 30 }, async room => {
    const server = await room.server();
    await room.join(server, 'ada', 'bob', 'cyd', 'dan');
    await room.letIn(server, 'ada');
    await room.polls(server, 40, 'ada', 'bob', 'dan'); // and cyd does not
    assert.deepEqual(await room.find(server, 'cyd').then(visitor => 'reason' in visitor && visitor.reason), 'NO_SHOW');
    assert.equal(await room.positionOf(server, 'dan'), 2);
    await server.done(room.eventId, 'ada');
    await server.admit(room.eventId); // bob is let in, and never looks
    await room.polls(server, 40, 'dan');
    await room.letIn(server, 'dan');
    assert.equal((await server.figures(room.eventId)).noShows, 2);
  }),

  timesOut: onRoom({ capacity: 1, admissionSeconds: 120 }, async room => {
    const server = await room.server();
    await room.join(server, 'ada', 'bob');
    await room.letIn(server, 'ada');
    await room.polls(server, 119, 'ada', 'bob');
    assert.equal(await room.stateOf(server, 'ada'), 'ADMITTED');
    room.passes(1);
    assert.equal(await room.stateOf(server, 'ada'), 'EXPIRED');
    await room.letIn(server, 'bob');
    assert.equal((await server.figures(room.eventId)).expired, 1);
  }),

  earlyRelease: onRoom({ capacity: 1 }, async room => {
    const server = await room.server();
    await room.join(server, 'ada', 'bob', 'cyd', 'dan');
    await room.letIn(server, 'ada');
    await server.done(room.eventId, 'ada');
    await room.letIn(server, 'bob');
    await server.leave(room.eventId, 'cyd'); // gives up a place
    assert.equal(await room.positionOf(server, 'dan'), 1);
    await server.leave(room.eventId, 'bob'); // gives up a slot
    await room.letIn(server, 'dan');
    assert.equal((await server.figures(room.eventId)).admittedTotal, 3);
  }),

  drains: onRoom({ capacity: 1 }, drains),
  tokens: onRoom({ capacity: 1, admissionSeconds: 60, noShowSeconds: 3_600 }, tokens),

  restart: onRoom({ capacity: 1 }, async room => {
    const before = await room.server();
    await room.join(before, 'ada', 'bob', 'cyd');
    await room.letIn(before, 'ada');
    await room.stop(before);
    const after = await room.server();
    assert.equal(await room.stateOf(after, 'ada'), 'ADMITTED');
    assert.deepEqual([await room.positionOf(after, 'bob'), await room.positionOf(after, 'cyd')], [1, 2]);
    await after.done(room.eventId, 'ada');
    await room.letIn(after, 'bob');
  }),

  twoServers: onRoom({ capacity: 10 }, async room => {
    const [north, south] = [await room.server(), await room.server()];
    const visitors = crowd(40);
    await Promise.all(visitors.map((visitorId, i) => room.join(i % 2 ? north : south, visitorId)));
    const left = new Set<string>();
    for (const deadline = Date.now() + 60_000; left.size < visitors.length; ) {
      assert.ok(Date.now() < deadline, `only ${left.size} of ${visitors.length} were let in`);
      await Promise.all([north.admit(room.eventId), south.admit(room.eventId)]);
      const states = await Promise.all(visitors.map(visitorId => room.stateOf(south, visitorId)));
      const inside = visitors.filter((_, i) => states[i] === 'ADMITTED');
      assert.ok(inside.length <= 10, `${inside.length} are inside`);
      for (const visitorId of inside) {
        await (left.size % 2 ? north : south).done(room.eventId, visitorId);
        left.add(visitorId);
      }
    }
    assert.equal((await north.figures(room.eventId)).admittedTotal, 40);
  }),

  tellsTheTime: onRoom({ capacity: 1, noShowSeconds: 3_600 }, async room => {
    const server = await room.server();
    await room.join(server, ...crowd(6));
    const eta = async (visitorId: string) => {
      const visitor = await room.find(server, visitorId);
      return visitor.state === 'WAITING' ? visitor.etaSeconds : undefined;
    };
    const [first, second, third, , , last] = crowd(6) as [string, string, string, string, string, string];
    await room.letIn(server, first);
    assert.equal(await eta(last), null);
    for (const [one, next] of [
      [first, second],
      [second, third],
    ] as const) {
      room.passes(10);
      await server.done(room.eventId, one);
      await room.letIn(server, next);
    }
    assert.equal(await eta(last), 30); // three more, ten seconds each
  }),

  ownPlace: onRoom({ capacity: 1, open: false }, ownPlace),
  inventedEvents: onRoom({ capacity: 1 }, inventedEvents),
  idleRooms: onRoom({ capacity: 2, admissionSeconds: 3_600, noShowSeconds: 3_600 }, idleRooms),
  tellsAdmissions: onRoom({ capacity: 3 }, tellsAdmissions),
};

export type RoomPromised = keyof typeof roomPromises;

function onRoom(settings: Partial<Settings>, check: (room: TestRoom) => Promise<void>) {
  return async (setup: RoomSetup): Promise<void> => {
    const room = new TestRoom(setup, settings);
    try {
      await check(room);
    } finally {
      await room.stopAll();
    }
  };
}

const crowd = (size: number) => Array.from({ length: size }, (_, i) => `visitor-${String(i).padStart(2, '0')}`);
