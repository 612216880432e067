import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-waiting-room/${name}`;

export const waitingRoom: Exercise[] = [
  {
    name: 'places-leave-with-their-gate',
    folder: folder('redis-streams'),
    title: 'Each deploy loses some visitors',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "At each deploy of the gates a few dozen visitors get stuck. They keep their number, everybody behind them is let in,
and they never are. A crash of the same server does no harm; only the polite shutdown does."`,
    changes: [
      {
        file: 'line.ts',
        right: `      // Not XGROUP DELCONSUMER alone: it would drop the unacked places instead of passing them on.
      async close() {
        const pending = (await redis.xpending(stream, group, '-', '+', 1_000, gate)) as [id: string][];
        const ids = pending.map(([id]) => id);
        if (ids.length) await redis.xclaim(stream, group, 'handed-back', 0, ...ids, 'IDLE', 86_400_000, 'JUSTID');
        await`,
        wrong: `      async close() {
        await`,
      },
      {
        file: 'line.ts',
        right: '   close  XCLAIM      to nobody, and long idle: whoever asks next gets what was handed back',
        wrong: '   close  XGROUP      DELCONSUMER: this gate is no member any more',
      },
    ],
    check: {
      file: 'stream.test.ts',
      test: 'what a gate is handed > is at once what another one held that was closed',
      red: "to deeply equal [ 'bob', 'cyd' ]",
    },
    servers: ['redis'],
    hints: [
      'What does a gate hold when it closes, and where does Redis remember that? Try XPENDING.',
      'XGROUP DELCONSUMER deletes the consumer together with its pending entries. They stay in the stream, and nobody is ever handed them.',
      'Before it goes, let `close` move what is pending (XPENDING … gate) to another name by XCLAIM, with an IDLE longer than any lease.',
    ],
    why: `An entry that was handed out is in the pending list of its consumer. A dead consumer keeps that list, and XAUTOCLAIM finds it; so a crash
is harmless. DELCONSUMER drops the list. The entries are behind the last delivered id of the group, so XREADGROUP '>' never shows them
again: they are lost, and only to those who wait. The lab first claims them for nobody, and long idle, so that they count as left behind.`,
  },
  {
    name: 'overtaken-for-ever',
    folder: folder('redis-streams'),
    title: 'Whose gate has died waits until nobody else does',
    level: 1,
    kind: 'bug',
    symptom: `Support: "Since a server crashed at 20:01, ten people have been at positions 1 to 10. They do not move. All evening people who came
long after them were let in. When the rush was over they came in, too, and by then nothing was left."`,
    changes: [
      {
        file: 'line.ts',
        right: `        const left = await leftByDeadGates(max).catch(unless('NOGROUP'));
        if (!left) await makeGroup(); // somebody deleted the stream
        const fresh = await neverHanded(max - (left?.length ?? 0));
        return [...(left ?? []), ...fresh].map(handing);`,
        wrong: `        const fresh = await neverHanded(max).catch(unless('NOGROUP'));
        if (!fresh) await makeGroup(); // somebody deleted the stream
        const room = max - (fresh?.length ?? 0);
        const left = room > 0 ? await leftByDeadGates(room) : [];
        return [...(fresh ?? []), ...left].map(handing);`,
      },
      {
        file: 'line.ts',
        right: `   next   XAUTOCLAIM  first, places a dead gate left pending for longer than \`leaseMs\`
 *          XREADGROUP  then, places nobody has been handed yet`,
        wrong: `   next   XREADGROUP  places nobody has been handed yet
 *          XAUTOCLAIM  and places a dead gate left pending for longer than \`leaseMs\``,
      },
    ],
    check: {
      file: 'stream.test.ts',
      test: 'is, first of all, what a dead gate has left',
      red: "to deeply equal [ 'ada' ]",
    },
    servers: ['redis'],
    hints: [
      '`next` has two sources of places. Which one is asked first, and when is the other asked at all?',
      'While a crowd waits there are always as many new places as a gate asks for. What is left of `max` then?',
    ],
    why: `Two queues behind one worker: whichever is served first can starve the other. New places never run out during a rush, so those that a dead
gate left were asked for only when the line was empty. They are also the older ones. So the lab asks for them first: it costs one
XAUTOCLAIM that mostly finds nothing, and there are never many, since they come only from gates that died.`,
  },
  {
    name: 'next-of-a-stream',
    folder: folder('redis-streams'),
    title: 'Write `next` of the line on Redis Streams',
    level: 3,
    kind: 'gap',
    symptom: `A colleague has begun a line on Redis Streams. Joining works, acking works, and no visitor is ever let in: \`next\` is not written.`,
    changes: [
      {
        file: 'line.ts',
        right: `      const [, entries] = (await redis.xautoclaim(stream, group, gate, leaseMs, '0', 'COUNT', max)) as [
        string,
        Entry[],
      ];
      return entries;`,
        wrong: `      // Claims what other consumers of the group were handed longer than \`leaseMs\` ago and have not acked. Rejects with NOGROUP where there is no stream.
      throw new Error(\`${YOUR_TURN}: up to \${max} entries of dead gates, by XAUTOCLAIM\`);`,
      },
      {
        file: 'line.ts',
        right: `        const left = await leftByDeadGates(max).catch(unless('NOGROUP'));
        if (!left) await makeGroup(); // somebody deleted the stream
        const fresh = await neverHanded(max - (left?.length ?? 0));
        return [...(left ?? []), ...fresh].map(handing);`,
        wrong: `        // Up to \`max\` places: those that dead gates left, then those that nobody was handed yet. None where nobody waits; does not wait for any.
        // Somebody may have deleted the stream: then its group is made again.
        throw new Error(\`${YOUR_TURN}: up to \${max} places\`);`,
      },
    ],
    check: { file: 'stream.test.ts', test: 'what a gate is handed', red: YOUR_TURN },
    servers: ['redis'],
    hints: [
      '`neverHanded` is there and shows the shape of an answer; `handing` makes a place of an entry.',
      "redis.xautoclaim(stream, group, gate, leaseMs, '0', 'COUNT', max) answers [cursor, entries, deleted]. How many may `neverHanded` add then?",
      "A missing group is an error that begins with NOGROUP: `.catch(unless('NOGROUP'))` makes undefined of it, and `makeGroup` mends it.",
    ],
    why: `A consumer group gives each entry to one consumer (exclusive) in the order of the ids (ordered), and keeps it pending until it is acked.
That alone loses the places of a dead gate: they are pending for ever. XAUTOCLAIM turns "pending for longer than a lease" into "handed
out again". So delivery is at least once, and it is the ledger that admits each visitor once.`,
  },
];
