import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-locking-and-transactions/${name}`;

/** One seat, and many who want it. */
export const locking: Exercise[] = [
  {
    name: 'seat-sold-twice',
    folder: folder('postgres'),
    title: 'Two buyers, one seat, two tickets',
    level: 1,
    kind: 'bug',
    symptom: `Support: "Two people stand before seat A-1-01 with valid tickets. Both paid. It happens when many buy at once in the way
'optimistic'; when we try it alone, the second is refused."`,
    changes: [
      {
        file: 'ways.ts',
        right: `update seat_inventory set order_id = $4, version = version + 1
          where event_id = $1 and seat_id = $2 and version = $3\`,
        [eventId, seatId, version, orderId],`,
        wrong: `update seat_inventory set order_id = $3, version = version + 1
          where event_id = $1 and seat_id = $2\`,
        [eventId, seatId, orderId],`,
      },
      {
        file: 'ways.ts',
        right: 'for (const { seatId, version } of found) {',
        wrong: 'for (const { seatId } of found) {',
      },
    ],
    check: {
      file: 'looked-at-once.test.ts',
      test: 'optimistic: one of them gets it',
      red: 'to have a length of 1 but got +0',
    },
    servers: ['postgres'],
    hints: [
      'The way reads without a lock. So what it read may be old when it writes. Where does the write notice?',
      'Look at the predicate of the `update` in `optimistic.take`, and at what `rowCount` can be.',
    ],
    why: `Optimistic locking is one predicate: "write where nothing has changed since I looked". Without \`version = $3\` the update finds the
row in whatever state it is, rowCount is 1 for all buyers, and each overwrites the order of the one before. PostgreSQL waits for the
first writer and then evaluates the predicate anew on the row that he left: with the version in it, that finds nothing.`,
  },
  {
    name: 'one-statement',
    folder: folder('postgres'),
    title: 'Take a seat with one statement: no look before, no second try',
    level: 2,
    kind: 'gap',
    symptom: `A colleague: "Every way of ours looks, and then writes. Two round trips, and a lock or a version between them. One UPDATE could look,
decide and write. It must take all seats of the wish or say which it did not get, and two wishes must never wait for each other."`,
    changes: [
      {
        file: 'ways.ts',
        right: `    const { rows } = await tx.query<{ seat_id: string }>(
      \`update seat_inventory set order_id = $3, version = version + 1
        where event_id = $1 and order_id is null
          and seat_id in (select seat_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update)
       returning seat_id\`,
      [eventId, seatIds, orderId],
    );
    const mine = new Set(rows.map(({ seat_id }) => seat_id));
    return seatIds.filter(seatId => !mine.has(seatId));`,
        wrong: `    // Makes the free ones of the seats this order's, and answers the ids of the others. Who calls rolls back where there is one.
    throw new Error(\`${YOUR_TURN}: one statement for \${seatIds.length} seats of \${eventId}, order \${orderId}, on \${typeof tx}\`);`,
      },
    ],
    check: { file: 'ways.test.ts', test: 'way single-statement', red: YOUR_TURN },
    servers: ['postgres'],
    hints: [
      'An UPDATE waits for whoever writes a row, and then looks at its WHERE again. So "is it free" belongs into the WHERE.',
      'Two wishes for A+B and B+A: in which order does one UPDATE lock its rows? A subselect with `order by … for update` decides that.',
      '`update seat_inventory set order_id = $3, version = version + 1 where event_id = $1 and order_id is null and seat_id in (select … for update) returning seat_id`; what did not come back was taken.',
    ],
    why: `In READ COMMITTED an UPDATE that had to wait evaluates its WHERE again on the row as it is now: \`order_id is null\` is the whole
lock. What is left is the order in which rows are locked: a plan may visit them in any order, and two orders make a deadlock. The
subselect with ORDER BY and FOR UPDATE locks them in one order for all.`,
  },
  {
    name: 'stale-worker',
    folder: folder('redlock'),
    title: 'A worker wakes up after its lock is gone, and writes',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "One server stood still for three seconds (garbage collection, we think). When it went on it sold a seat that another
server had sold meanwhile. Both had the lock, one after the other. We have fencing tokens, so how can that be?"`,
    changes: [
      {
        file: 'storage.ts',
        right: `async write(session, { orderId, eventId, seatIds }, token) {`,
        wrong: `async write(session, { orderId, eventId, seatIds }) {`,
      },
      {
        file: 'storage.ts',
        right: `where event_id = $1 and seat_id = any($2) and fence = $4 order by seat_id for update)`,
        wrong: `where event_id = $1 and seat_id = any($2) order by seat_id for update)`,
      },
      { file: 'storage.ts', right: '[eventId, seatIds, orderId, token]', wrong: '[eventId, seatIds, orderId]' },
    ],
    check: { file: 'fence.test.ts', test: 'fence of one-redis > refusesTheStalled', red: 'lost the lock' },
    servers: ['postgres', 'postgres-2', 'redis', 'redis-2', 'redis-3', 'redis-4', 'redis-5'],
    hints: [
      'A token is no use where it is drawn; only where it is compared. Which statements of the storage compare it?',
      'The look refuses an older token and leaves its own. What does the worker do after the look, and for how long may he stand still before it?',
      'The write must find its own token still there: `fence = …`.',
    ],
    why: `A lock with a lease says who had it a moment ago, no more. The storage itself must refuse who is late: it keeps the greatest token it
has seen of each seat (Kleppmann's fencing token). The look leaves its token only over a smaller one, so an old holder is turned away there;
the write asks whether its own token is still the last one, so whoever looked before the newest holder cannot write after him.`,
  },
  {
    name: 'foreign-release',
    folder: folder('redlock'),
    title: 'Somebody gives back a lock that is not his',
    level: 1,
    kind: 'bug',
    symptom: `Operations: "When Redis is slow, three workers are in the critical section. It begins with one that took longer than its lease. It ends
politely and gives its lock back. From then on two more come in."`,
    changes: [
      {
        file: 'release.lua',
        right: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`,
        wrong: `return redis.call('DEL', KEYS[1])`,
      },
    ],
    check: {
      file: 'lock.test.ts',
      test: 'a lock on one Redis > releasesOnlyItsOwn',
      red: 'it gave back what was not its own',
    },
    servers: ['postgres', 'postgres-2', 'redis', 'redis-2', 'redis-3', 'redis-4', 'redis-5'],
    hints: [
      'Whose is the lock when a lease is over? What does the late one do then?',
      'Each lock is taken with a random value. Who compares it, and when?',
    ],
    why: `After the lease the key may be another's. DEL does not ask whose it is; so the late one deletes the lock of its heir, and the next
comes in beside him. Compare and delete must be one step, or the lease may end between the two: a Lua script runs alone in Redis.`,
  },
];
