import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = 'real-implementation';

export const real: Exercise[] = [
  {
    name: 'bots-choose-their-address',
    folder,
    title: 'One bot looks like ten thousand networks',
    level: 1,
    kind: 'bug',
    symptom: `An operator: "Since we run behind nginx, a single machine takes place after place in line. Our budget for each network does not stop it:
in the log each of its requests comes from another address, 1.1.1.1, 1.1.1.2 and so on. nginx shows one and the same peer."`,
    changes: [
      {
        file: 'waiting-room/network.ts',
        right: ` * \`trustProxy\`: X-Forwarded-For counts, but only its last address, which our proxy wrote, and only where the proxy is on this machine.
 * Everything before it may be a stranger's invention. Without \`trustProxy\` nobody can choose a network.`,
        wrong: ` * \`trustProxy\`: X-Forwarded-For counts, where the proxy is on this machine. It lists the client and then the proxies on the way.`,
      },
      {
        file: 'waiting-room/network.ts',
        right: "?.split(',').at(-1)?.trim()",
        wrong: "?.split(',').at(0)?.trim()",
      },
    ],
    check: {
      file: 'waiting-room/network.test.ts',
      test: 'is what our proxy says, and nothing that a stranger wrote before it',
      red: '203.0.113.7',
    },
    servers: [],
    hints: [
      'Who writes the header X-Forwarded-For? Several do, one after the other.',
      'nginx appends the address that it sees to whatever the client has sent. Which one of the list is nginx’s own?',
    ],
    why: `X-Forwarded-For is a list that grows to the right: each proxy appends the peer that it saw. The first entry is what the client has
claimed, and anybody can send a header. Only what our own proxy has appended is known: the last one, for one proxy. Limits, bans and audit logs by
address are worth as much as this choice; "trust the leftmost" is a classic of rate-limit bypasses.`,
  },
  {
    name: 'the-slow-lane-starves',
    folder,
    title: 'Who was suspected once never gets in',
    level: 2,
    kind: 'bug',
    symptom: `Support: "Some people wait for two hours while everybody who came after them goes in. The page says that they are 'in a slower line'.
We promised them one place in twenty. It happens in quiet hours, when the gate admits people one by one; in a rush they do get in."`,
    changes: [
      {
        file: 'waiting-room/lanes.ts',
        right: 'turns - used + share * others.length)',
        wrong: 'turns - used + Math.floor(share * others.length))',
      },
      {
        file: 'waiting-room/lanes.ts',
        right: '...waiting.slice(0, Math.floor(turns))]',
        wrong: '...waiting.slice(0, turns)]',
      },
    ],
    check: {
      file: 'waiting-room/lanes.test.ts',
      test: 'lets one suspect in for each twenty others while these wait',
      red: 'to deeply equal [ 21, 42 ]',
    },
    servers: [],
    hints: [
      'How does the gate know that it is the turn of the slow lane? Calculate it for a call that admits one visitor.',
      'One visitor earns the slow lane a twentieth of a turn. What is left of a twentieth?',
    ],
    why: `A share is a debt that adds up. Rounded at each step, a twentieth is nothing, and nothing added up is nothing: the lane starves exactly
where steps are small. So the lab keeps the fraction, in the way of deficit round robin or a token bucket, and rounds only when it takes a whole
place. Priorities starve whoever comes last as long as somebody better is there; a guaranteed share, or aging, is what prevents it.`,
  },
  {
    name: 'the-map-goes-back-in-time',
    folder,
    title: 'A sold seat is green again on the seat map',
    level: 1,
    kind: 'bug',
    symptom: `Customers, in a rush: "The map shows a free seat in the first row. I click, and somebody was faster. I reload: still free. I click again:
somebody was faster." Other people's maps are right. After some seconds this one is, too.`,
    changes: [
      {
        file: 'inventory/seat-map.ts',
        right: '        if (index === undefined || row.version <= versions[index]!) continue;\n',
        wrong: '        if (index === undefined) continue;\n',
      },
      {
        file: 'inventory/seat-map.ts',
        right: '/** Takes in rows that are newer than what is known. */',
        wrong: '/** Takes in rows. */',
      },
    ],
    check: {
      file: 'inventory/seat-map.test.ts',
      test: 'is changed by nothing that is older than what it knows',
      red: 'to deeply equal [ 2, 3,',
    },
    servers: [],
    hints: [
      'The map is fed by messages and by reads of the database. Which of two that arrive in this order happened later?',
      'A row has a version that grows with each change. Who looks at it in seat-map.ts, and before what?',
    ],
    why: `A copy that is fed in two ways hears of changes in any order, and twice: a read that began before a commit arrives after the message of
that commit. What happened later is said by the version that the database counts up in the same transaction, not by the order of arrival. Taking
in only what is newer makes the copy converge whatever the network does: last writer wins, by version. Nothing was sold twice, because a copy
sells nothing.`,
  },
  {
    name: 'one-order-too-many',
    folder,
    title: 'Who clicks fast enough holds more than anybody may',
    level: 2,
    kind: 'bug',
    symptom: `An operator: "The limit is three unpaid orders for each visitor. A bot held four, again and again, on one server. It sends its requests
at the same instant. We have checked: when they come one after the other, the fourth is refused."`,
    changes: [
      {
        file: 'inventory/holds.ts',
        right: `      const work = () => hold({ ...wish }); // an object of its own for each call
      return mostUnpaid ? inTurn(\`\${wish.eventId} of \${wish.userId}\`, work) : work();`,
        wrong: `      return hold({ ...wish }); // an object of its own for each call`,
      },
      {
        file: 'inventory/holds.ts',
        right: `  const lastOf = new Map<string, Promise<unknown>>();

  /** Of one visitor one order at a time, so that each statement counts those before. */
  function inTurn(visitor: string, work: () => Promise<Held>): Promise<Held> {
    const turn = (lastOf.get(visitor) ?? Promise.resolve()).then(work, work);
    const ended = () => lastOf.get(visitor) === turn && lastOf.delete(visitor);
    lastOf.set(visitor, turn);
    turn.then(ended, ended);
    return turn;
  }

`,
        wrong: '',
      },
    ],
    check: {
      file: 'inventory/holds.test.ts',
      test: 'counts what a visitor holds unpaid also where two statements are under way',
      red: 'to deeply equal [ 1, 1 ]',
    },
    servers: ['postgres'],
    hints: [
      'The statement counts the orders of the visitor and then writes one more. What does it see of a statement that has not committed yet?',
      'Two statements may be under way at once, and they lock the rows of different seats. Nothing makes one visitor’s orders wait for each other.',
      'It is enough here that this process sends one order of a visitor only when the one before is answered.',
    ],
    why: `A limit over rows that do not exist yet cannot be kept by locking the rows that do: both statements count two, and both insert the third.
This is write skew, or a phantom: read committed allows it, and serializable would refuse one of them at the price of retries for everybody. The lab
puts a visitor's own orders in a row, in the process, because no honest visitor notices that. It says aloud what is left: two processes at once may let
one more pass.`,
  },
  {
    name: 'write-the-draw',
    folder,
    title: 'The draw: everybody can check it, and nobody can prepare for it',
    level: 2,
    kind: 'gap',
    symptom: `The sale opens, and the pre-queue has no order. The draw is to be written: from the seed, to which the operator has committed before
anybody entered, and from the list of all who entered. Arrival must not count, and one entrant more or less must give all of them other places.`,
    changes: [
      {
        file: 'waiting-room/draw-order.ts',
        right: `  const list = Buffer.from(listHashOf(entries), 'hex');
  const keys: string[] = [];
  for (const [i, entry] of entries.entries()) {
    keys.push(createHmac('sha256', seed).update(list).update(entry, 'hex').digest('hex'));
    if (i % A_SLICE === A_SLICE - 1) await nextTurn();
  }
  return [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}`,
        wrong: `  // The order is by HMAC-SHA256(seed, list hash, entry), the smallest first; entries and hashes go in as bytes. Answers indexes of \`entries\`.
  // Give other work a turn (nextTurn) after each A_SLICE entries.
  await nextTurn();
  throw new Error(\`${YOUR_TURN}: the order of \${entries.length} entries, by \${createHmac.name} of \${seed.length} bytes, in slices of \${A_SLICE}\`);
}`,
      },
    ],
    check: { file: 'waiting-room/draw-order.test.ts', test: 'is what its comment says', red: YOUR_TURN },
    servers: [],
    hints: [
      'The comment at the top of draw-order.ts says all of it: one number for each entrant, and the order of these numbers.',
      'Three things go under the HMAC, in this order: the seed as its key, the list hash, the entry; the last two as bytes, not as hex digits.',
      `createHmac('sha256', seed).update(Buffer.from(listHashOf(entries), 'hex')).update(entry, 'hex').digest('hex')`,
    ],
    why: `A shuffle with Math.random can be neither repeated nor proven. Here the seed is committed to before the first visitor comes (its hash is
public), so the operator cannot choose it for an order; and the list of entrants is under the HMAC, so nobody can look for a good id in advance, not even
who knows the seed. Afterwards the seed is published and anybody can draw again. The field calls it commit and reveal.`,
  },
];
