import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `tech-locking-and-transactions/${name}`;

/** Of the lessons in which an engine, or more than one database, is between the sale and its seats. */
export const engines: Exercise[] = [
  {
    name: 'hold-that-begins-anew',
    folder: folder('durable-execution'),
    title: 'After a crash a hold is as long as it likes',
    level: 2,
    kind: 'bug',
    symptom: `Support: "A buyer's card was debited 40 minutes after the purchase; the page had said 'your seats are held for one minute'." Operations:
"A server died, and its sales were gone on with when it came back, 40 minutes later. They should have given their seats back."`,
    changes: [
      {
        file: 'sale.ts',
        right: `  const heldUntil = await DBOS.runStep(async () => Date.now() + hereNow().holdMs, { name: 'hold' });
`,
        wrong: `  const heldUntil = Date.now() + hereNow().holdMs;
`,
      },
    ],
    check: { file: 'hold.test.ts', test: 'takes no money for a hold that was over', red: 'sold: +0' },
    servers: ['postgres'],
    hints: [
      'The sale knows until when the seats are held, and it compares. So with what does it compare after a crash?',
      'Whoever goes on runs `sellSeats` from its first line. What a step has answered comes from the journal: and everything else?',
    ],
    why: `A durable workflow is not resumed in the middle: it is run again, and the journal answers for the steps that were done. So all that is
outside of a step is done anew, and must come to the same: no clock, no random number, no read of a table. The end of the hold was
computed outside, so it moved on with every new run. In a step it is written down once and is the same instant for every heir.
The field calls it determinism of workflow code: Temporal, Restate and DBOS all ask for it, and give you a clock of their own.`,
  },
  {
    name: 'doubt-is-not-no',
    folder: folder('durable-execution'),
    title: 'A slow provider, and sales that went well are taken back',
    level: 2,
    kind: 'bug',
    symptom: `Buyers: "The bank shows the money set aside and released a second later, and my seats went to somebody else." It happens while the
payment provider answers late. The provider: "On our side every one of those payments went through at the first try."`,
    changes: [
      {
        file: 'steps.ts',
        right: `  if (error instanceof PaymentProblem && error.happened === 'unknown') return 'UNKNOWN';
`,
        wrong: `  if (error instanceof PaymentProblem) return { status: 'UNDONE', why: error.type };
`,
      },
    ],
    check: { file: 'steps.test.ts', test: 'does not take a lost answer for a no', red: 'to deeply equal' },
    servers: ['postgres'],
    hints: [
      'A call can end in three ways: yes, no, and no answer. How many of them does a step know?',
      'Look at what `asValue` in `steps.ts` makes of a PaymentProblem, and at what `untilKnown` in `sale.ts` waits for.',
    ],
    why: `No answer says nothing about what was done. Whoever takes it for a no undoes sales that went well; whoever takes it for a yes issues
tickets that nobody paid. So it is a third end of a step, with a name: the sale asks again by the same key until the provider has
decided, sleeps between two questions in the database, and is woken by a webhook. An error therefore says whether it happened: "no" may be
undone or told, "unknown" may only be asked. The field calls it an ambiguous outcome, or the two generals' problem in daily life.`,
  },
  {
    name: 'left-behind-by-the-move',
    folder: folder('sharded-postgres'),
    title: 'A ticket was confirmed while its event moved, and is on no node',
    level: 2,
    kind: 'bug',
    symptom: `Support: "Three buyers have a confirmation and no ticket, and their seats are on sale again." Operations: "We moved the event to another node
at 20:00, to balance the load. All three bought in that second. The move reported no error."`,
    changes: [
      {
        file: 'ways.ts',
        right: ` * The fence: sells only while the event is open on this node, and keeps it so until the transaction ends. \`for share\` lets other buyers in and
 * keeps the mover out. Who comes after \`moved\` was written takes no lock: so the mover waits for those who are in, and not for ever.`,
        wrong: ` * The fence: sells only while the event is open on this node. Who comes after \`moved\` was written is told to come back, so that the mover is
 * soon alone.`,
      },
      {
        file: 'ways.ts',
        right: `      where event_id = $1 and not closed and not exists (select from moved where event_id = $1)
        for share\`,`,
        wrong: `      where event_id = $1 and not closed and not exists (select from moved where event_id = $1)\`,`,
      },
    ],
    check: { file: 'move-waits.test.ts', test: 'waits for a buyer who is in', red: 'to deeply equal' },
    servers: ['postgres', 'postgres-2', 'postgres-3'],
    hints: [
      'A buyer looks whether the event is open, and commits a moment later. What may happen between the two?',
      'The mover closes the event by an update of its row. What would make that update wait for those who are still in?',
    ],
    why: `To look and then to act is two steps, and the mover fits between them: it closes, copies what is committed, and leaves, while the buyer's
rows come a moment later on a node where the event no longer is. A row lock makes the look last until the commit. \`for share\` is the
right one: buyers do not exclude each other, and the mover's update excludes them all, so it waits for those who are in. The field calls it
time of check to time of use, and the lock a shared (reader) lock: many readers, or one who changes.`,
  },
  {
    name: 'order-that-never-was',
    folder: folder('sharded-postgres'),
    title: 'One node is away, and orders do not exist',
    level: 1,
    kind: 'bug',
    symptom: `Buyers: "The page said there is no such order, so I bought again. Now I have four tickets." Operations: "The node south was away for
two minutes. Nothing was lost, all its orders are there. Half of the buyers were told 404 in that time."`,
    changes: [
      {
        file: 'box-office.ts',
        right: `        if (order) return order.order;
        if (answers.includes(undefined)) throw unavailable('a node that may have this order');
`,
        wrong: `        if (order) return order.order;
`,
      },
    ],
    check: { file: 'orders.test.ts', test: 'does not say that there is no order', red: 'instead of rejecting' },
    servers: ['postgres', 'postgres-2', 'postgres-3'],
    hints: [
      'An order does not say where it is, so all nodes are asked. What has a node answered that does not answer?',
      'In `order` of `box-office.ts`, `undefined` among the answers and an answer without an order are two things.',
    ],
    why: `"Not found" is a claim about all nodes, and one that is silent has not made it. A query that asks everybody may say yes as soon as one says
yes, but no only when all have said no; until then the answer is 503, try again. The client can do something right with that: a 404 sends a
buyer to buy again. The price is that one dead node makes the orders of the others unfindable where they cannot be found: an id that
names its node avoids that. The field calls it scatter-gather with partial results: absence needs completeness.`,
  },
];
