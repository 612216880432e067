/** The promises of two ports in the order in which one can keep them. What they say is read where the port says it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockPromised } from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import type { Promised } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';

export interface Level<Name extends string = string> {
  /** From 1. */
  nth: number;
  name: Name;
  promise: string;
  hint: string;
}

const ticketmaster = join(import.meta.dirname, '../../../ticketmaster');

/** `keepsPlace` is none of them: the lab's own adapter, on Redis Streams, does not keep it. */
const ofBroker: [Promised, hint: string][] = [
  [
    'outlives',
    'Each gate is a process, and it is killed. When `join` resolves, the place must be in Redis: RPUSH to a list, or XADD to a stream, and wait for the answer.',
  ],
  [
    'ordered',
    'A list and a stream hand out in the order in which they were given. Do you take from the other end, or sort?',
  ],
  [
    'exclusive',
    'To read and then to take out are two steps, and another gate reads in between. One command must do both: LMOVE, XREADGROUP with a group that all gates share, or a script.',
  ],
  [
    'redelivers',
    'LPOP forgets what it hands out. Note who was handed what, and when: a group of a stream does, and XAUTOCLAIM takes over what was not acked for `leaseMs`. With lists: one for each gate, and a time.',
  ],
  [
    'empties',
    'After `ack` nothing of the place may be left: not in the line, not in the note of what was handed out, and not in what `close` hands back. XACK and XDEL, in one MULTI.',
  ],
  [
    'survivesBrokerRestart',
    'What is kept under a name that ends with the server, or in something that is not on its disk, is gone. Connections break as well: a call that fails while the server is away must be tried again, or reject.',
  ],
];

const ofLock: [LockPromised, hint: string][] = [
  [
    'excludes',
    '`SET key value NX` at all servers at once; the lock is yours where more than half say OK. Else give back what you got, pause for a random time, and try until `waitMs` is over.',
  ],
  [
    'isAllOrNothing',
    'One key after the other. When one cannot be had, release those that you have before you answer undefined.',
  ],
  [
    'endsWithItsLease',
    '`PX leaseMs` at the server, and the same for yourself: `held()` compares your own clock with the moment before you asked, plus the lease. `waitMs: 0` means one try.',
  ],
  [
    'releasesOnlyItsOwn',
    'Between a look and a DEL the lease may end, and the key may be another’s. A random value for each lock, and a script that deletes only where the value is yours.',
  ],
  [
    'isRenewedForAWhile',
    'Every third of the lease, at all servers: PEXPIRE. Stop so that no lock lasts longer than `holdMs`, and when it is released.',
  ],
  [
    'renewsOnlyItsOwn',
    'Renew by a script that looks at the value first. Fewer than a majority said yes: then the lease that you had is not longer than before.',
  ],
  ['queuesWhateverTheOrder', 'A+B and B+A: each has what the other waits for. What if everybody took A first?'],
];

export function brokerLevels(): Level<Promised>[] {
  const source = readFileSync(join(ticketmaster, 'tech-waiting-room/contract/line.ts'), 'utf8');
  return numbered(ofBroker, promisesInComment(source));
}

export function lockLevels(): Level<LockPromised>[] {
  const source = readFileSync(join(ticketmaster, 'tech-locking-and-transactions/redlock/lock-promises.ts'), 'utf8');
  return numbered(ofLock, promisesAbove(source));
}

function numbered<Name extends string>(levels: [Name, string][], said: Map<string, string>): Level<Name>[] {
  return levels.map(([name, hint], nth) => {
    const promise = said.get(name);
    if (promise === undefined) throw new Error(`The port does not say what '${name}' promises`);
    return { nth: nth + 1, name, promise, hint };
  });
}

/** ` *   outlives   once join() …`: a word, two spaces or more, and what it says. */
const promisesInComment = (source: string) =>
  new Map([...source.matchAll(/^ \* {3}(\w+) +(.+)$/gm)].map(([, name, says]) => [name!, says!]));

/** A comment of one line above the check. */
const promisesAbove = (source: string) =>
  new Map([...source.matchAll(/\/\*\* (.+) \*\/\n\s+async (\w+)\(/g)].map(([, says, name]) => [name!, says!]));
