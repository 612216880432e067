import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `flash-sales/${name}`;

/** What every flash sale promises, and the disaster's drawing. Those of the other two are in sharded-and-cached.ts. */
export const flashSales: Exercise[] = [
  {
    name: 'units-that-nobody-can-buy',
    folder: folder('contract'),
    title: 'A crash takes units with it (what all flash sales share)',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "We had 500 units and sold 497. The shop says 'out of stock' all the same, and no order is open. It is as many as
processes that were killed in the rush. Whoever was buying then tries again, under the same key, and is told 'out of stock', too."`,
    changes: [
      {
        file: 'memory-sale.ts',
        right: `        orders.set(key, stored);
        await reached('reserved');
        stored.charged = !paymentMethod.endsWith('Declined');
`,
        wrong: `        await reached('reserved');
        stored.charged = !paymentMethod.endsWith('Declined');
        orders.set(key, stored);
`,
      },
    ],
    check: { file: 'promises.test.ts', test: 'nothing but memory > survivesKill', red: '"lost":1' },
    servers: [],
    hints: [
      'The check kills a purchase at each of its checkpoints and lets another process settle. After which one are units lost?',
      'settle() ends the orders that it finds. At the checkpoint `reserved` the units are gone from the inventory: who knows to whom?',
    ],
    why: `Units that are taken and the order that took them are one fact. Here the units went first and the order came a step later: a crash
between the two leaves units that belong to nobody, so that nothing can be finished, given back or answered to the same key. Over a
database both are one transaction, and money is asked for after the commit: an order in the state RESERVED is what recovery reads.
The field calls it the dual-write problem, and the order here an intent (or a write-ahead record).`,
  },
  {
    name: 'check-that-can-fail',
    folder: folder('contract'),
    title: 'Write the check that finds a stolen lock (what all flash sales share)',
    level: 3,
    kind: 'gap',
    symptom: `The team lead: "A release went out that deletes a lock whoever has it. All our checks were green. Nobody has ever written the
one for the promise onlyTheOwnerReleases. It must pass for the sale that is right, and fail for the one that is not."`,
    changes: [
      {
        file: 'promises.ts',
        right: `    const first = sale.purchase(same(0), slow.at('locked')); // holds it for too long
    await slow.came;
    await sleep(lockMs * 1.2);
    const next = sale.purchase(same(1), second.at('locked'));
    await second.came;
    slow.open();
    await first.catch(() => {});
    const third = await sale.purchase(same(2)); // while the second is at it
    second.open();
    await next;
    assert.deepEqual(third, { status: 'REFUSED', reason: 'BEING_PURCHASED' });
`,
        wrong: `    // Who was too slow does not take away the lock of who came after. \`same(nth)\` are purchases of three buyers, all behind one lock. One that is
    // given \`slow.at('locked')\` stops when it has the lock: \`slow.came\` resolves then, and slow.open() lets it go on. A lock lasts \`lockMs\`.
    throw new Error(\`${YOUR_TURN}: have a first buyer lose the lock to a second, and ask what a third is told.\`);
`,
      },
    ],
    check: { file: 'promises.test.ts', test: 'onlyTheOwnerReleases', red: YOUR_TURN },
    servers: [],
    hints: [
      'Two tests run your check: one on the sale that is right, which must pass, and one on a mutant, which must be caught.',
      'First takes the lock and stops. Sleep for longer than the lock lasts. Second takes it and stops. Now let the first end: what has it released?',
      "While the second still stands at 'locked', a third must be { status: 'REFUSED', reason: 'BEING_PURCHASED' }. Then open the second, and await it.",
    ],
    why: `A lock with an end can be lost by who is slow: a long pause of the garbage collector is enough. When that one comes back it must not delete
the key, which is another's by now; so the release compares the token and deletes in one step (in Redis a script). The bug needs three
buyers and one exact order, which no load test meets by chance: gates at checkpoints make the order certain. And a check that was never
seen to fail proves nothing, which is why the same check runs against a mutant. The field calls it mutation testing.`,
  },
  {
    name: 'refused-for-ever',
    folder: folder('disaster'),
    title: 'One server of three never sells this item again',
    level: 1,
    kind: 'bug',
    symptom: `Operations: "Since the first second of the sale server 2 answers 'Currently being purchased' to everybody who wants item_123.
The other two sell it. Redis has no lock of that item, and other items are fine. A restart helps, until the next rush."`,
    changes: [
      {
        file: 'one-asks.ts',
        right: `    if (!lock) {
      ours.delete(key);
      return undefined;
    }
`,
        wrong: `    if (!lock) return undefined;
`,
      },
    ],
    check: { file: 'one-asks.test.ts', test: 'asks again after Redis has said no', red: 'expected undefined' },
    servers: [],
    hints: [
      'Redis has no lock, and one process believes that it has. What does a process remember by itself?',
      'In `one-asks.ts`, follow a key through `ours` when another server has the lock: who sets it, and who takes it out again?',
    ],
    why: `A process that asks Redis notes the key as 'asking', so that thousands who want the same need not ask, too. Every way out has to take
that note away: a lock that was granted, one that was refused, and an error. One way was forgotten, and the note has no end of its own, so
the key stayed refused as long as the process lived. The lock in Redis is safe from this by its PX: it ends by itself. State in memory that
guards something needs either a \`finally\` for each way out or an end of its own. The field calls it a leaked lock.`,
  },
  {
    name: 'paid-twice',
    folder: folder('disaster'),
    title: 'A server dies, and its buyer pays twice',
    level: 2,
    kind: 'bug',
    symptom: `Support: "A buyer has one order and two charges on the card. There were eleven of them on Friday, all at 20:04, when server 1 was
killed and came back." Accounting: "The provider has taken more than all confirmed orders cost."`,
    changes: [
      {
        file: 'charging.ts',
        right: ' The keys are made of the order: who asks again, also another process, means the same charge. */',
        wrong: ' Each call has a key of its own, so that the client may send it again when the connection breaks. */',
      },
      { file: 'charging.ts', right: `\`flash-create-\${orderId}\``, wrong: `\`flash-create-\${crypto.randomUUID()}\`` },
    ],
    check: { file: 'sale.test.ts', test: 'protected > survivesKill', red: 'after a crash at charged' },
    servers: ['postgres', 'redis'],
    hints: [
      'The first charge was made by the server that died. Who makes the second, and why does the provider not know that it is the same?',
      'settle() charges what was left RESERVED, by calling `charge` again. Compare the Idempotency-Keys of both calls.',
    ],
    why: `Between the charge and the commit that says so a server may die. Nobody but the provider knows then, so the heir has to ask again, and an
Idempotency-Key makes asking again harmless: the same key is the same charge, for the provider, whoever sends it. A key that is new in
each call protects from a broken connection and from nothing else, since it dies with the process. So keys are made of what is
stored before the call: the order. The field says: derive idempotency keys from the intent, not from the attempt.`,
  },
  {
    name: 'stock-that-grows',
    folder: folder('disaster'),
    title: 'After a few declined cards there is more in stock than there was',
    level: 2,
    kind: 'bug',
    symptom: `The warehouse: "We had 100 and the shop sold 103. No buyer was sold twice, and no card was charged twice. It happens when the
payment provider is slow, and many cards are declined."`,
    changes: [
      {
        file: 'sale.ts',
        right: `  /** In one transaction with the units; whoever else ended it meant the same, since the provider told both the same. */`,
        wrong: `  /** In one transaction with the units. */`,
      },
      {
        file: 'sale.ts',
        right: `      if ((await stock.end(tx, order, status)) && !paid && wiring.restores) await stock.restore(tx, order);`,
        wrong: `      await stock.end(tx, order, status);
      if (!paid && wiring.restores) await stock.restore(tx, order);`,
      },
    ],
    check: { file: 'purchase.test.ts', test: 'gives the units back once', red: 'inventory: 5' },
    servers: ['postgres', 'redis'],
    hints: [
      'While the provider is slow, a purchase and settle() may be at work on the same order. Both hear that the card is declined.',
      'Only one of the two ends the order. `stock.end` says which one: what does `finish` do with its answer?',
    ],
    why: `A compensation is an addition, and an addition done twice is wrong: inventory + 1 + 1. Two may come to it honestly, the buyer's own server
and the one that cleans up, so it must depend on who changed the state: \`update … where status = 'RESERVED'\` finds one row for the first
and none for the second, and the units go back in the same transaction, for that one alone. The lock in Redis does not help: the
cleaner does not take it, and the slow one has lost it. The field calls it a guarded state transition (compare-and-set).`,
  },
];
