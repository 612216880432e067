import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `tech-waiting-room/${name}`;

export const waitingRoomLedger: Exercise[] = [
  {
    name: 'two-bursts-in-one-second',
    folder: folder('ledger'),
    title: 'The ledger (all four lessons): twice as many as allowed',
    level: 2,
    kind: 'bug',
    symptom: `The team of the seats: "We agreed on 50 admissions a second, and tested that we can serve 50. On average it is 50. But around each full
second we see up to 100 within 200 ms, and our database times out."`,
    changes: [
      {
        file: 'admit-batch.lua',
        right: "redis.call('ZREMRANGEBYSCORE', recent, '-inf', now - 1000)",
        wrong: "redis.call('ZREMRANGEBYSCORE', recent, '-inf', '(' .. string.format('%.0f', now - now % 1000))",
      },
      {
        file: 'room.lua',
        right: "local recent = room .. ':recent'   -- admissions within the last second, by when",
        wrong: "local recent = room .. ':recent'   -- admissions of this second, by when",
      },
    ],
    check: { file: 'room.test.ts', test: 'the waiting room on a line in memory > rate', red: '!== 0' },
    servers: ['redis'],
    hints: [
      'Where does the ledger count the admissions of "a second"? When does such a second begin?',
      'Look at `recent` in admit-batch.lua: what is taken out of it at 12:00:01.000, when the last admissions were at 12:00:00.900?',
    ],
    why: `A fixed window begins anew with the clock's second: 50 at its end and 50 at the beginning of the next are 100 within an instant, and no
window has seen more than 50. The lab keeps the time of each admission and counts those of the last 1,000 ms: a sliding window (a log).
It costs one entry for each admission of a second, which is little here; a token bucket would do with two numbers.`,
  },
  {
    name: 'outage-empties-the-line',
    folder: folder('ledger'),
    title: 'The ledger (all four lessons): an outage throws everybody out',
    level: 2,
    kind: 'bug',
    symptom: `Visitors: "Your site was down for five minutes. When it came back, my place was gone: 'you did not show up'. I had the page open all the
time!" The figures show 80,000 no-shows within one second.`,
    changes: [
      {
        file: 'admit-batch.lua',
        right: `if aliveSince <= silentSince then
  for _, visitorId in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', silentSince, 'LIMIT', 0, A_SWEEP)) do
    finish(visitorId, 'NO_SHOW', 'noShows')
  end
end`,
        wrong: `for _, visitorId in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', silentSince, 'LIMIT', 0, A_SWEEP)) do
  finish(visitorId, 'NO_SHOW', 'noShows')
end`,
      },
      {
        file: 'admit-batch.lua',
        right: '-- Who could not reach us while every gate was away is no no-show: all have their full time again.\n',
        wrong: '-- Since when gates have been at work without a break.\n',
      },
    ],
    check: {
      file: 'lifetimes.test.ts',
      test: 'where the line is at a broker > who could not be looked after',
      red: "to match object { state: 'WAITING' }",
    },
    servers: ['redis'],
    hints: [
      'Who is a no-show, and by which signs of life? Who could have given one in these five minutes?',
      'admit-batch.lua keeps `aliveSince`: since when there have been gates without a break. Who reads it?',
      'Nobody may be called silent for longer than we have been there to hear: compare `aliveSince` with `silentSince` first.',
    ],
    why: `A time-out says "I heard nothing for so long", and that has two causes: the other one is silent, or I was deaf. The first gate that came
back took its own outage for the silence of 80,000 visitors. The lab notes since when gates have worked without a break, and declares
nobody missing before a full time-out has passed since then. Failure detectors need this after each pause of their own.`,
  },
  {
    name: 'told-before-it-was-done',
    folder: folder('ledger'),
    title: 'The ledger (all four lessons): admitted, and nobody says so',
    level: 1,
    kind: 'bug',
    symptom: `Support: "After the outbox was away for a minute, 300 people were let in and never got their message. Their admissions ran out unused."
The log says for each of them: "were not handled and come again". They did not come again.`,
    changes: [
      {
        file: 'admissions.ts',
        right: `      await handler(entries.map(([, fields]) => admitted(eventId, fields)));
      const ids = entries.map(([id]) => id);
      await redis
        .multi()
        .xack(stream, GROUP, ...ids)
        .xdel(stream, ...ids)
        .exec();`,
        wrong: `      const ids = entries.map(([id]) => id);
      await redis
        .multi()
        .xack(stream, GROUP, ...ids)
        .xdel(stream, ...ids)
        .exec();
      await handler(entries.map(([, fields]) => admitted(eventId, fields)));`,
      },
    ],
    check: {
      file: 'admissions.test.ts',
      test: 'an admission is kept until its handler is done',
      red: 'expected +0 to be 2',
    },
    servers: ['redis'],
    hints: [
      '`relayAdmissions` promises "at least once". What does Redis still know of an admission when its handler fails?',
      'Look at the order of three steps in `relayAll`: handed, handled, taken out.',
    ],
    why: `An ack means "I shall not need this again". Before the work it makes delivery at most once: whatever fails or dies between ack and work
is lost, without a trace. After the work it is at least once: a crash in between repeats, so each admission has an id that stays the same,
and the handler (an outbox with a dedupe key) takes the second for the first. At least once plus idempotent is once in effect.`,
  },
  {
    name: 'anybodys-place',
    folder: folder('ledger'),
    title: 'The ledger (all four lessons): a place for whoever knows a name',
    level: 1,
    kind: 'bug',
    symptom: `A visitor: "I was number 12. Suddenly my place was gone: 'you have left'. I had not!" Another one boasts in a forum that all it takes is to
join once more under somebody else's visitor id, with any Idempotency-Key.`,
    changes: [
      {
        file: 'join.lua',
        right: "  if state and key ~= '' and had[3] ~= key and state ~= 'EXPIRED' then return 'TAKEN' end\n",
        wrong: '',
      },
    ],
    check: {
      file: 'room.test.ts',
      test: 'the waiting room on a line in memory > ownPlace',
      red: 'Expected values to be strictly deep-equal',
    },
    servers: ['redis'],
    hints: [
      'A join answers with a place token, and whoever holds that may give the place up. Who gets one?',
      'The same key again is a retry, and has to get the same answer. In join.lua: what happens to another key for a visitor who waits?',
    ],
    why: `Joining is idempotent, so that a lost answer can be asked for again; and that answer holds the place token. An idempotency key that is not
compared makes "again" out of every request with the same public name, and hands the token to a stranger. The key is a secret of whoever
came first (stored as a hash): another key for somebody who waits or is inside is answered TAKEN (409), and no token.`,
  },
  {
    name: 'lost-in-the-doorway',
    folder: folder('contract'),
    title: 'The gate (all four lessons): lost in the doorway',
    level: 1,
    kind: 'bug',
    symptom: `Operations: "When we lower the capacity during a sale, a handful of people are never let in, one for each gate and slot that was taken away.
Half a minute after the line has become empty, the log says that they are put into it again."`,
    changes: [
      {
        file: 'gate.ts',
        right: "await this.#ack(verdicts.filter(verdict => verdict !== 'FULL').length);",
        wrong: 'await this.#ack(verdicts.length);',
      },
    ],
    check: {
      file: 'gate.test.ts',
      test: 'acks who was let in and who is gone, and keeps in hand who found the room full',
      red: "to deeply equal [ 'admit ada,bob,cyd,dan'",
    },
    servers: [],
    hints: [
      'A gate holds a few places, and the room shrinks. What does the ledger answer for each, and what becomes of the place?',
      'There are three verdicts. After which of them is a place done with?',
    ],
    why: `ADMITTED and GONE are decided: the place may leave the line. FULL is "not yet": its visitor still waits. An ack for it takes somebody out of
the line who was not let in. The lab acks what is decided, keeps the others in hand, and asks for them again in the next batch. Should the
gate die meanwhile, they were never acked, and so the line hands them to another one.`,
  },
];
