import type { Exercise } from '../exercise.ts';

const folder = (name: string) => `tech-notifications/${name}`;

export const notificationsInbox: Exercise[] = [
  {
    name: 'told-while-it-looked',
    folder: folder('app'),
    title: 'The answer that comes 20 seconds late',
    level: 2,
    kind: 'bug',
    symptom: `Users: "Now and then 'it is your turn' comes 20 seconds late, exactly 20." In the trace of such a request: the admission was committed, and
this server was woken, while its first look was on its way to the database. No error anywhere.`,
    changes: [
      {
        file: 'long-polls.ts',
        right: `      for (const waiter of these) toLookFor.delete(waiter); // before the look: woken during it, they are there again
      try {
        const seen = await inbox.lookFor(these.map(({ asked }) => asked));
        for`,
        wrong: `      try {
        const seen = await inbox.lookFor(these.map(({ asked }) => asked));
        for (const waiter of these) toLookFor.delete(waiter);
        for`,
      },
      {
        file: 'long-polls.ts',
        right: `      } catch (error) {
        for (const waiter of these) waiter.fail(error);
      }`,
        wrong: `      } catch (error) {
        for (const waiter of these) {
          toLookFor.delete(waiter);
          waiter.fail(error);
        }
      }`,
      },
    ],
    check: {
      file: 'long-polls.test.ts',
      test: 'that comes in the middle of a look is not lost',
      red: "expected 'still waits'",
    },
    servers: [],
    hints: [
      'A look sees what is there when it begins. What becomes of a wake-up that comes before it ends?',
      '`toLookFor` is a set: to add somebody who is in it changes nothing. When are those taken out who are being looked for?',
    ],
    why: `The lost wake-up, as old as condition variables: "look, then wait" has a gap in which the signal hits nobody. Waking puts a waiter into the set
of those to be looked for. While he still stood in it, that did nothing, and at the end of the look he was taken out. Taken out before the
look, the wake-up puts him in again, and one more look follows. Take the request off the list before you serve it, not after.`,
  },
  {
    name: 'cursor-before-the-effect',
    folder: folder('app'),
    title: 'One message is skipped after a failure',
    level: 2,
    kind: 'bug',
    symptom: `Users: "The app said 'disk full'. I made room. The message that came at that moment never showed up; all later ones did. After a restart
of the app it was suddenly there."`,
    changes: [
      {
        file: 'subscriber.ts',
        right: `    const answer = await inbox.look(visitor, { after: store.cursor(visitorId), wait, etag: known.etag }, stop);`,
        wrong: `    const after = known.cursor ?? store.cursor(visitorId);
    const answer = await inbox.look(visitor, { after, wait, etag: known.etag }, stop);
    known.cursor = answer.notifications.at(-1)?.seq ?? after;`,
      },
      {
        file: 'subscriber.ts',
        right: 'interface Known {\n',
        wrong: 'interface Known {\n  cursor?: number;\n',
      },
      {
        file: 'subscriber.ts',
        right: `that into the dedupe store, and only then acknowledges it. The dedupe store
 * is the cursor, so there is no instant at which a crash could lose one or have one twice.`,
        wrong: 'that into the dedupe store, and only then acknowledges it.',
      },
    ],
    check: {
      file: 'subscriber.test.ts',
      test: 'asks again for what it could not enter',
      red: 'to deeply equal',
    },
    servers: [],
    hints: [
      'After the failure the app asks on. From where?',
      'There are two cursors: one in memory, one that follows from what the store holds. Which moves when an effect fails?',
    ],
    why: `A cursor says "I have everything up to here". Moved before the effect, it is a promise that a failure breaks, and nobody asks for the message
again: the same bug as committing a Kafka offset before the work. The lab keeps no cursor beside the store: it is the last seq that the
store holds, so it moves in the same transaction as the effect, and survives a restart.`,
  },
  {
    name: 'badge-that-stays',
    folder: folder('app'),
    title: 'The badge that does not go away',
    level: 2,
    kind: 'bug',
    symptom: `Users: "I have read my message, and the badge still says 1. It goes away when the next message comes, or when I reinstall the app." The
database says that nothing is unread.`,
    changes: [
      {
        file: 'inbox-routes.ts',
        right:
          'function etagOf({ notifications, unread }: Seen, after: number): string {\n  const said = JSON.stringify([after, unread, notifications',
        wrong:
          'function etagOf({ notifications }: Seen, after: number): string {\n  const said = JSON.stringify([after, notifications',
      },
      {
        file: 'inbox-routes.ts',
        right:
          ' * Of all that an answer says but for when to ask again, which is why it is a weak one (RFC 9110, 8.8.1). An entry that expires changes it.',
        wrong: ' * Of the entries of an answer. A weak one (RFC 9110, 8.8.1). An entry that expires changes it.',
      },
    ],
    check: {
      file: 'inbox.test.ts',
      test: 'an answer that is known > comes without a body, until something comes, is acknowledged or expires',
      red: 'expected 304 to be 200',
    },
    servers: ['postgres'],
    hints: [
      'The app sends If-None-Match. What does the server answer after the acknowledgement, and why?',
      'An ETag stands for the whole answer. Which field of the answer can change while the ETag does not?',
    ],
    why: `304 means "what you have is still true", and the client goes on showing it. So an ETag has to change whenever anything changes that the client
shows. It was made of the entries alone, and an acknowledgement changes only the number of the unread. The lab hashes all that the answer
says, except when to ask again: that may differ, which is what a weak ETag is for.`,
  },
  {
    name: 'heard-and-never-done',
    folder: folder('contract'),
    title: 'The dedupe store (all three lessons): heard, and never done',
    level: 2,
    kind: 'bug',
    symptom: `Users: "I am in the list of those who were notified, and nothing happened in my app." The developer: "That evening the disk was full for a
minute. The server did send it again, and our log says '(heard before)'."`,
    changes: [
      {
        file: 'dedupe-store.ts',
        right: `      db.exec('begin immediate');
      try {
        const first = mark(incoming);
        if (first) enter(incoming);
        db.exec('commit');
        return first;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }`,
        wrong: `      const first = mark(incoming);
      if (first) enter(incoming);
      return first;`,
      },
      {
        file: 'dedupe-store.ts',
        right:
          '/** In one transaction: remembers the notification, and makes an entry unless it was remembered before. True for the first time. */',
        wrong:
          '/** Remembers the notification, and makes an entry unless it was remembered before. True for the first time. */',
      },
    ],
    check: {
      file: 'dedupe-store.test.ts',
      test: 'has heard nothing whose effect failed',
      red: 'to deeply equal [ false, +0 ]',
    },
    servers: [],
    hints: [
      'What does the store know of a notification whose effect has failed?',
      '`hear` writes two rows. What is there when the second one fails, or the process dies between them?',
      'Both rows or none: db.exec("begin immediate") … "commit", and "rollback" when something throws.',
    ],
    why: `A key that is remembered before its effect, and apart from it, turns "at least once" into "perhaps never": the repetition that was to mend the
failure is taken for a duplicate. Remembered after the effect, it would be "perhaps twice". Only where the key is stored in the same
transaction as the effect is there no in between. That is why a dedupe store belongs into the database that holds the effect.`,
  },
];
