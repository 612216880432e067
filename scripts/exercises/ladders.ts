import { brokerLevels, lockLevels } from './build/levels.ts';
import type { Ladder } from './exercise.ts';

/** What one builds from nothing. */
export const ladders = (): Ladder[] => [
  {
    name: 'broker',
    title: 'Build your own broker: the line of the waiting room, from an empty file to one that survives kill -9',
    about: `The port is Line, in ticketmaster/tech-waiting-room/contract/line.ts: join, next, ack, close. Each gate is a process of its own, which the
judge may kill; so whatever must outlast it belongs into the Redis that you are handed. Read what the verbs promise, and fill them.`,
    levels: brokerLevels(),
    folder: 'tech-waiting-room/redis-streams',
    files: ['line.ts', 'forget-dead-gates.lua'],
    servers: ['redis-2'],
    why: `A broker is three facts about each place: that it waits, that it is handed out and to whom, and that it is done. Each step from one
to the next must be one command, or a crash in between loses a place or hands it out twice; and nobody but time can say that a gate is dead.
There is one promise more, keepsPlace: what a dead gate held comes back ahead of those who joined later. The lab's line on Redis Streams
does not keep it, nor does the one on SQS: what was handed out waits out its lease while later ones are admitted. Those on RabbitMQ
and Kafka do: one puts them back where they were, the other reads again from the offset that was committed last. The lab's own adapter to compare with: ticketmaster/tech-waiting-room/redis-streams/line.ts.`,
  },
  {
    name: 'lock',
    title: 'Build your own lock: Redlock on three servers, from SET to one that hangs nobody',
    about: `The port is LockAll, in ticketmaster/tech-locking-and-transactions/redlock/lock.ts: a lock for all of some keys, or none. What one server
does is in voters.ts, what the majority decides in lock.ts; both are empty. Begin with take, and with what asks all servers for it.`,
    levels: lockLevels(),
    folder: 'tech-locking-and-transactions/redlock',
    files: ['lock.ts', 'voters.ts', 'extend.lua', 'release.lua'],
    servers: ['redis-3', 'redis-4', 'redis-5'],
    why: `A lock without a lease hangs when its owner dies; with one it may end while the owner works. All the rest follows from that: a random
value, so that late owners touch nothing that is another's; a script for each look-and-then-write; a clock that counts from before the
first server was asked; a renewal that ends. And still it is no proof: an owner that stands still for longer than its lease does not
know it. That is what the fencing token is for: npm run exercise -- stale-worker. The lab's own adapter to compare with:
ticketmaster/tech-locking-and-transactions/redlock/lock.ts and voters.ts.`,
  },
];
