import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `tech-locking-and-transactions/${name}`;

export const locking: Exercise[] = [
  {
    name: 'seat-sold-twice',
    folder: folder('postgres'),
    title: 'Two buyers, one seat, two tickets',
    level: 1,
    kind: 'bug',
    symptom: `Support: "Two people stand before seat A-1-01 with valid tickets. Both paid. It happens when many buy at once in the way
'optimistic'; when we try it alone, the second is refused."`,
    changes: [
      {
        file: 'ways.ts',
        right: `update seat_inventory set order_id = $4, version = version + 1
          where event_id = $1 and seat_id = $2 and version = $3\`,
        [eventId, seatId, version, orderId],`,
        wrong: `update seat_inventory set order_id = $3, version = version + 1
          where event_id = $1 and seat_id = $2\`,
        [eventId, seatId, orderId],`,
      },
      {
        file: 'ways.ts',
        right: 'for (const { seatId, version } of found) {',
        wrong: 'for (const { seatId } of found) {',
      },
    ],
    check: { file: 'ways.test.ts', test: 'way optimistic > oneBuyer', red: '!== 1' },
    servers: ['postgres'],
    hints: [
      'The way reads without a lock. So what it read may be old when it writes. Where does the write notice?',
      'Look at the predicate of the `update` in `optimistic.take`, and at what `rowCount` can be.',
    ],
    why: `Optimistic locking is one predicate: "write where nothing has changed since I looked". Without \`version = $3\` the update finds the
row in whatever state it is, rowCount is 1 for both buyers, and the second overwrites the order of the first. PostgreSQL waits for the
first writer and then evaluates the predicate anew on the row that he left: with the version in it, that finds nothing.`,
  },
];
