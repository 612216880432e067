import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-locking-and-transactions/${name}`;

/** A sale over several databases, or over items that no transaction holds together. */
export const transactions: Exercise[] = [
  {
    name: 'forgotten-money',
    folder: folder('saga'),
    title: 'A server died in a sale: the seat is free again, and the card stays charged',
    level: 2,
    kind: 'bug',
    symptom: `Support: "I was charged 50 euros, my order is gone, and somebody else sits on my seat. You say that you never took the money. My bank says
you did, two seconds before your server crashed."`,
    changes: [
      {
        file: 'orchestrator.ts',
        right: `const decided = at > decides || (at === decides && (await patiently(pivot.name, () => pivot.done())));`,
        wrong: `const decided = at > decides;`,
      },
    ],
    check: { file: 'orchestrator.test.ts', test: 'leaves undecided whether a pivot', red: 'five four one' },
    servers: [],
    hints: [
      'The log is at most one step behind what was done. Which step must not be guessed?',
      'A saga that stops at the pivot: done, or not? Whom can recovery ask?',
      '`Pivot` has a `done()`.',
    ],
    why: `The pivot decides: before it all is undone, after it all is done. The log says "doing capture" both when the capture was never sent and
when only its answer was lost. Recovery has to ask who knows, the provider; that is why the pivot alone must be able to tell whether it was done.`,
  },
  {
    name: 'saga-recovery',
    folder: folder('saga'),
    title: 'Write what a saga does when it is found half done',
    level: 3,
    kind: 'gap',
    symptom: `Operations: "A server died in the middle of sales. It restarted, and those orders are PENDING for ever: seats held, money set aside.
There is a log of each of them. Nobody reads it."`,
    changes: [
      {
        file: 'orchestrator.ts',
        right: `      const at = steps.findIndex(({ name }) => name === step);
      if (at < 0) throw new Error(\`the log says '\${step}', and there is no such step\`); // written by another version
      if (state === 'undoing') return backward(at, why ?? 'abandoned');
      const decided = at > decides || (at === decides && (await patiently(pivot.name, () => pivot.done())));
      return decided ? forward(at) : backward(Math.min(at, decides - 1), 'abandoned');`,
        wrong: `      // steps[decides] is the pivot. forward(from) does steps, backward(from, why) undoes them. \`state\` is what was written last.
      throw new Error(\`${YOUR_TURN}: on or back, from '\${step}' (\${state}, \${why}), where \${typeof patiently} asks the pivot\`);`,
      },
    ],
    check: {
      file: 'orchestrator.test.ts',
      test: ['whether a pivot', 'after the pivot', 'a compensation stayed away', 'does not know'],
      red: YOUR_TURN,
    },
    servers: [],
    hints: [
      'Four cases: it was going back; it is past the pivot; it is before the pivot; it is at the pivot.',
      'The step of the log may have been done or not: do it again (forward), or undo it too (backward). At the pivot, `pivot.done()` knows; it may be away for a moment.',
      'What the log names and no step is called was written by another version: throw, and do nothing.',
    ],
    why: `Recovery needs no more than the last line of the log, because each step may be repeated: forward repeats the step that was under way,
backward undoes it also when it was never done. Only the pivot must be asked. An unknown step is no reason to guess: code that is older
than the log leaves it for newer code.`,
  },
  {
    name: 'promise-of-nothing',
    folder: folder('two-phase-commit'),
    title: 'A database promised to commit, and had rolled back',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "Now and then money is taken and no ticket is written. In the log of the coordinator both databases had promised. In the log of
PostgreSQL there is an error just before PREPARE TRANSACTION, and PREPARE itself succeeded."`,
    changes: [
      {
        file: 'participant.ts',
        right: `  const { command } = await tx.query(\`prepare transaction \${literal(gid)}\`);
  // A transaction in which a statement has failed is rolled back here, and PostgreSQL calls that a success.
  if (command !== 'PREPARE') throw new Error(\`\${gid} was not prepared but answered \${command}\`);`,
        wrong: `  await tx.query(\`prepare transaction \${literal(gid)}\`);`,
      },
    ],
    check: { file: 'participant.test.ts', test: 'does not take a rollback for a promise', red: 'resolved' },
    servers: ['postgres'],
    hints: [
      'What does PostgreSQL answer to COMMIT in a transaction in which a statement has failed? No error.',
      'The answer to a query has a `command`: what was really done.',
    ],
    why: `In a transaction that has failed, COMMIT and PREPARE TRANSACTION are carried out as ROLLBACK, and the statement itself succeeds: only
the command tag says so. A coordinator that does not read it takes a rollback for a promise, and commits the other half.`,
  },
  {
    name: 'guessed-decision',
    folder: folder('two-phase-commit'),
    title: 'Recovery ends what nobody decided',
    level: 2,
    kind: 'bug',
    symptom: `Audit: "After crashes we find orders that are CONFIRMED although the coordinator never wrote a decision: it died before. Sometimes only the
payment is there. The colleague who wrote recovery says: prepared means that they all agreed."`,
    changes: [
      {
        file: 'coordinator.ts',
        right: `  /** Presumed abort: what the log does not say was decided, was not. */
  function settle`,
        wrong: `  /** All that is prepared was agreed on: it is brought to its end. */
  function settle`,
      },
      {
        file: 'coordinator.ts',
        right: `      const how = (await pen.isDecided()) ? 'commit' : 'rollback';`,
        wrong: `      if (!(await pen.isDecided())) await pen.decideToCommit();
      const how = 'commit';`,
      },
    ],
    check: { file: 'recovery.test.ts', test: 'at "prepared" recovery ends', red: "'CONFIRMED' to be undefined" },
    servers: ['postgres', 'postgres-2', 'postgres-3'],
    hints: [
      'One of the two was prepared, the other had no time to. What would recovery have to do?',
      'Who alone may say "commit", and where is it written?',
    ],
    why: `"Prepared" is one database's promise, no decision. The decision is the line in the coordinator's log, written after both promised. No
line: nobody can have been told to commit, so rolling back is safe (presumed abort). A recovery that decides by itself commits halves.`,
  },
  {
    name: 'unprocessed-items',
    folder: folder('dynamodb'),
    title: 'An event goes on sale, and some of its seats do not exist',
    level: 1,
    kind: 'bug',
    symptom: `Operator: "I put a hall of 20,000 seats on sale. No error anywhere. 19,412 can be bought. Small halls are complete. It depends on how
busy the table is."`,
    changes: [
      {
        file: 'batches.ts',
        right: `        const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [name]: open } }));
        open = UnprocessedItems?.[name] ?? [];
        return open.length;`,
        wrong: `        await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [name]: open } }));
        open = [];
        return open.length;`,
      },
    ],
    check: { file: 'batches.test.ts', test: 'asks again for what a batch has left', red: '60' },
    servers: ['dynamodb'],
    hints: [
      'A batch is no transaction. What does DynamoDB answer when it could do only a part?',
      'Read the answer of BatchWriteItem.',
    ],
    why: `BatchWriteItem succeeds when it did anything at all. What was too much comes back as UnprocessedItems with status 200, and is the
caller's to send again, after a pause. The same holds for UnprocessedKeys of BatchGetItem.`,
  },
  {
    name: 'late-taker',
    folder: folder('dynamodb'),
    title: 'A seat that was given back is taken by a ghost',
    level: 3,
    kind: 'bug',
    symptom: `Support: "Seat A-1-01 is sold to an order that does not exist." Operations: "A server paused between two writes. Others undid its order,
as they should. Then it went on, and took one more seat for it."`,
    changes: [
      {
        file: 'seat-locks.ts',
        right: `/**
 * Frees the nth seat of the order, if the order has it. If it has not, moves its version on all the same, so that one who was paused
 * before taking it cannot take it any more. A seat that somebody else has by now stays theirs.
 */`,
        wrong: `/** Frees the nth seat of the order, if the order has it. A seat that somebody else has by now stays theirs. */`,
      },
      {
        file: 'seat-locks.ts',
        right: `    ConditionExpression: 'version = :seen or (version = :taken and orderId = :order)',`,
        wrong: `    ConditionExpression: 'version = :taken and orderId = :order',`,
      },
      { file: 'seat-locks.ts', right: `      ':seen': N(seen),\n      ':taken'`, wrong: `      ':taken'` },
    ],
    check: { file: 'lease.test.ts', test: 'at "order written" cannot go on', red: 'expected' },
    servers: ['dynamodb'],
    hints: [
      'Undo frees the seats that the order has. And those that it is just about to take?',
      'The paused writer will ask for `version = seen`. What must undo change, so that this is false for ever?',
    ],
    why: `Undoing is not only giving back: it must also keep out who is still on the way. There is no lock that could do it; but the paused
write carries a condition, the version it saw. Moving the version on, also of a free seat, makes that condition false: the same fencing as by a token.`,
  },
];
