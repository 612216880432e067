import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `tech-waiting-room/${name}`;

export const waitingRoomSqs: Exercise[] = [
  {
    name: 'nine-of-ten',
    folder: folder('sqs'),
    title: 'The answer was 200, and one of ten is missing',
    level: 1,
    kind: 'bug',
    symptom: `Support: "On the busy evening about one visitor in a thousand was told 'your place is safe' and is not in the queue. SQS never answered with
an error: all calls were 200."`,
    changes: [
      {
        file: 'sender.ts',
        right: `    const taken = await send(items);
    return items.map((_, i) => (taken.has(i) ? undefined : new Error('SQS did not take it')));`,
        wrong: `    await send(items);
    return items.map(() => undefined);`,
      },
      {
        file: 'sender.ts',
        right:
          ' * `send` answers which of a batch were taken, by their index, and each item resolves or rejects by its own. When',
        wrong: ' * `send` answers which of a batch were taken, by their index. When',
      },
    ],
    check: { file: 'sender.test.ts', test: 'tells each whether it was taken', red: 'to deeply equal' },
    servers: [],
    hints: [
      'Ten places go in one call. Can nine of them succeed?',
      'SendMessageBatch answers with `Successful` and `Failed`. `send` passes on which were taken: who looks at it?',
    ],
    why: `A batch call has one status and ten outcomes. SQS answers 200 also when some entries were throttled or failed, and lists them in \`Failed\`.
Whoever looks at the status alone tells visitors that they are in the line when they are not. So each join resolves or rejects by its own
entry. The same holds for DeleteMessageBatch, for PutRecords of Kinesis, and for BatchWriteItem with its UnprocessedItems.`,
  },
  {
    name: 'kept-out-for-five-minutes',
    folder: folder('sqs'),
    title: 'Who was lost is kept out',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "A consumer that somebody ran by mistake deleted 200 places. The log says 'putting them into it again', every half minute, without
any error. They are in the queue only five minutes later."`,
    changes: [
      {
        file: 'line.ts',
        right: `  return \`\${visitorId}-\${number}-\${Math.floor((Date.now() - Date.parse(joinedAt)) / SAME_JOIN_MS)}\`;`,
        wrong: `  return \`\${visitorId}-\${number}\`;`,
      },
      {
        file: 'line.ts',
        right: 'function deduplicationIdOf({ visitorId, number, joinedAt }: Place): string {',
        wrong: 'function deduplicationIdOf({ visitorId, number }: Place): string {',
      },
      {
        file: 'line.ts',
        right: `const SAME_JOIN_MS = 30_000;

/**
 * FIFO takes a message once for each id, for five minutes. With the half minute of their wait in it, who tries again to join is once
 * in the queue, and whom the gate puts in again, because the line lost them, is not kept out.
 */`,
        wrong: '/** FIFO takes a message once for each id: who tries again to join is once in the queue. */',
      },
    ],
    check: { file: 'queue.test.ts', test: 'takes again whom it lost', red: "to deeply equal [ 'ada' ]" },
    servers: ['sqs'],
    hints: [
      'A FIFO queue answers a duplicate with success, and drops it. What makes two messages duplicates, and for how long?',
      'Two calls have the same visitor and number: the retry of a join, which must count once, and the one that brings back a lost place, which must count. How do they differ?',
      'Let a part of the id change with time: for instance the half minute of the wait since `joinedAt`.',
    ],
    why: `Deduplication knows nothing of what became of the first message: for five minutes SQS drops the same id, also when the first is long gone. An
id made of "who" alone takes a second intention for a repetition of the first. A dedupe key names the intention: who, and which attempt.
Here the half minute of the wait is in it: retries of one join fall into the same, a place brought back later into another.`,
  },
];
