import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `flash-sales/${name}`;

export const shardedAndCached: Exercise[] = [
  {
    name: 'one-shard-burns',
    folder: folder('sharded-engine'),
    title: 'Two databases, and one does all the work',
    level: 1,
    kind: 'bug',
    symptom: `Operations: "shard-1 is at 100 % of its processor and refuses connections, shard-2 sleeps at 2 %. We bought the second one so that
each has half of the events. A third would not help, says the vendor: have a look at your keys."`,
    changes: [
      { file: 'shard.ts', right: `import { createHash } from 'node:crypto';\n`, wrong: '' },
      {
        file: 'shard.ts',
        right: `createHash('sha256').update(eventId).digest().readUInt32BE() % shards`,
        wrong: `Buffer.from(eventId.padEnd(4)).readUInt32BE() % shards`,
      },
    ],
    check: { file: 'shard.test.ts', test: 'gives each shard its share', red: 'expected 3000' },
    servers: [],
    hints: [
      'Each event is on the right shard, and always on the same. Which part of its name decides?',
      'Event ids are like each other at their beginning. What makes every byte of a name count, and spreads what is alike?',
    ],
    why: `Four bytes of the name are a number, the same in each process, and cost nothing: but people and programs name things by prefix, and
"event-1" and "event-2" have the same first four bytes. A good hash makes every bit of the result depend on every bit of the name,
so whatever names have in common, about half of them come to each of two shards. It has to be the same in each process and for ever, too:
an event that moves to another shard is sold anew there. The field calls it a hot shard, or a skewed partition key.`,
  },
  {
    name: 'two-fans-one-seat',
    folder: folder('sharded-engine'),
    title: 'The lock moved to another Redis, and a seat was sold twice',
    level: 2,
    kind: 'bug',
    symptom: `The venue: "Seat A-0001 has two tickets, of two fans." Operations: "At that second the Redis primary died, and a replica took
over that had not heard of the last locks. But the database has a unique constraint for just that, has it not?"`,
    changes: [
      {
        file: 'schema.sql',
        right: 'unique (event_id, seat_id), -- the line that holds whatever becomes of the lock',
        wrong: 'unique (event_id, seat_id, user_id),',
      },
    ],
    check: { file: 'constraint.test.ts', test: 'sells a seat once, though two have its lock', red: 'confirmed: 1' },
    servers: ['postgres'],
    hints: [
      'The test gives the lock to everybody. Then what is left that can keep a seat from being sold twice?',
      '`insert … on conflict do nothing`: a conflict with what? Read the constraint aloud: "no two rows have the same …".',
    ],
    why: `A lock in Redis is an optimisation here: it keeps losers from waiting in the database. It cannot be more, since a failover may forget it
and an owner may outlive it. So the rule "one seat, one ticket" has to be where the tickets are, and word for word: a constraint over
(event, seat, user) forbids only that one fan has the seat twice. The second insert waits for the first to commit, then finds the conflict
and answers nothing. The field says: mutual exclusion for efficiency or for correctness, and a lease alone is for efficiency.`,
  },
  {
    name: 'tickets-without-mail',
    folder: folder('sharded-engine'),
    title: 'Sold, paid, and never confirmed',
    level: 1,
    kind: 'bug',
    symptom: `Support: "300 buyers have a ticket in their account and never had the mail. All bought between 20:10 and 20:14." Operations:
"Kafka was being upgraded in those minutes. The log says 'Kafka is away' and then all is well again. The outbox is empty."`,
    changes: [
      { file: 'relay.ts', right: `import { unavailable } from '@ticketmaster/common/http';\n`, wrong: '' },
      {
        file: 'relay.ts',
        right: `.catch(() => {
          throw unavailable('Kafka'); // rolled back: it is published again
        });`,
        wrong: `.catch((error: Error) => {
          console.error(\`Kafka is away: \${error.message}\`);
        });`,
      },
    ],
    check: { file: 'relay.test.ts', test: 'publishes again what Kafka did not take', red: 'instead of rejecting' },
    servers: ['postgres'],
    hints: [
      'The outbox was filled in the transaction of the ticket, so nothing was lost there. Who has emptied it?',
      'claim, publish, forget are one transaction. What makes it roll back?',
    ],
    why: `An outbox turns "sold, and announced" into one commit, and the relay then owes at-least-once: an entry may go when Kafka has said that it is
safe, and for no other reason. An error that is only logged lets the transaction go on to the delete. Thrown, it rolls back, the row
locks end, and the next round publishes again. Twice is possible, and harmless: the inbox knows the ticket's id. The field calls it a swallowed
exception, and the pattern a transactional outbox with at-least-once relay.`,
  },
  {
    name: 'page-shows-what-was',
    folder: folder('cached-purchase'),
    title: 'Sold out for minutes, and the page says there are plenty',
    level: 2,
    kind: 'bug',
    symptom: `Visitors: "The page says 120 left, I click, and it is out of stock. I reload: 120 left. For five minutes!" Operations: "It began
when the replica was two seconds behind. It caught up at once, but the page did not."`,
    changes: [
      {
        file: 'fill.lua',
        right: '-- Keeps what was read of a product, unless Redis has heard of a newer version: a replica may lag.',
        wrong: '-- Keeps what was read of a product, and which version that was.',
      },
      {
        file: 'fill.lua',
        right: `local known = tonumber(redis.call('get', KEYS[2]) or '0')
local version = tonumber(ARGV[2])
if version < known then return 0 end
`,
        wrong: '',
      },
    ],
    check: {
      file: 'cache.test.ts',
      test: 'what a replica that lags says of the time before it is not kept',
      red: 'true',
    },
    servers: ['redis'],
    hints: [
      'A sale deletes the details in Redis. Somebody who reads a moment later fills them in again: from where?',
      'Redis keeps a version beside each value. Who must compare it, when, and so that nothing can come between?',
    ],
    why: `"Write, then delete from the cache" is not enough where reads come from a replica: who misses after the delete reads the state before the
sale, and stores it for its whole life. So each sale leaves its version in Redis, and a value is kept only if it is not older. The
comparison and the write are one script, since between two commands a sale could be told. The replica's lie then lasts as long as its lag,
and not 300 s longer. The field calls it a stale set, and the answer a version check or a lease (Facebook's memcache).`,
  },
  {
    name: 'less-than-nothing',
    folder: folder('cached-purchase'),
    title: 'Forty in the database, and nobody can buy one',
    level: 2,
    kind: 'bug',
    symptom: `The shop: "Product 7 sells slowly, one in ten minutes. Since this morning everybody is told 'out of stock'. The database says 40.
When I delete its keys in Redis all is well, until some quiet hour later."`,
    changes: [
      {
        file: 'sold.lua',
        right: `if version == known + 1 and redis.call('exists', KEYS[1]) == 1 then`,
        wrong: `if version == known + 1 then`,
      },
      {
        file: 'sold.lua',
        right: ' -- a sale before it was not told, or there is nothing to decrement: below 0 nobody could buy',
        wrong: ' -- a sale before it was not told',
      },
    ],
    check: { file: 'cache.test.ts', test: 'where its life has ended, and a sale is told', red: '-2' },
    servers: ['redis'],
    hints: [
      'What is the stock in Redis when nobody has asked for 300 s? And after the next sale is told?',
      'What does DECRBY do with a key that is not there? Does the new key have a life?',
    ],
    why: `DECRBY takes a key that is not there for 0, so a counter that has expired comes back as -2: less than anybody wants, and so 'out of
stock'. It has no end either: EXPIRE came before there was a key. A cache may say too much, then the database refuses; it must never say
too little, since who is refused by the cache never comes to the database. So the script decrements what is there, and otherwise
leaves nothing, and who comes next reads the primary. The field says: a cached counter is a hint, and errs on the side of asking.`,
  },
];
