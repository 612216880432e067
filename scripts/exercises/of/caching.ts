import type { Exercise } from '../exercise.ts';

const folder = 'tech-caching-hotkeys';

export const caching: Exercise[] = [
  {
    name: 'forgotten-before-it-was-told',
    folder,
    title: 'After Redis was away, a sale is never shown',
    level: 2,
    kind: 'bug',
    symptom: `An operator: "Redis was restarted, ten seconds. The sales of the second in which it went away were announced to nobody, ever: until the
entries ended, the page showed seats that were gone. All others came through. We thought that the relay tells at least once."`,
    changes: [
      {
        file: 'relay.ts',
        right: `        'select event_id as id, version from changed_event order by event_id limit $1',
        [BATCH],`,
        wrong: `        \`delete from changed_event where event_id in (select event_id from changed_event order by event_id limit $1)
         returning event_id as id, version\`,
        [BATCH],`,
      },
      {
        file: 'relay.ts',
        right: `      await db.query(
        \`with mine as (select event_id from changed_event join unnest($1::text[], $2::int[]) as told (event_id, version) using (event_id, version)
                        for update of changed_event skip locked)
         delete from changed_event using mine where changed_event.event_id = mine.event_id\`,
        [rows.map(({ id }) => id), rows.map(({ version }) => version)],
      );
`,
        wrong: '',
      },
      {
        file: 'relay.ts',
        right: `/**
 * Tells what has changed, and forgets it once it was told: at least once. It locks nothing, so that a slow Redis holds up no sale; of two that
 * run at once both may tell, and the newest version stays. A thousand sales of one event in a second are one row: the last version says it all.
 */`,
        wrong: `/**
 * Tells what has changed, in one statement. It locks nothing for long, so that a slow Redis holds up no sale; of two that run at once one tells. A
 * thousand sales of one event in a second are one row: the last version says it all.
 */`,
      },
      {
        file: 'relay.ts',
        right: 'Rejects, and forgets nothing, when one could not be told.',
        wrong: 'Rejects when one could not be told.',
      },
    ],
    check: {
      file: 'events.test.ts',
      test: 'the relay > forgets nothing that it could not tell',
      red: 'to deeply equal',
    },
    servers: ['postgres'],
    hints: [
      'A change is written down in the table changed_event, together with the sale. When does it leave that table?',
      'In relay.ts: what is left of a change when `announce` fails, or the process dies at that line?',
      'Read first, tell, and delete at the end what was told. Then a crash in between tells twice, which harms nobody.',
    ],
    why: `Taking a message off the list before its work is done is "at most once": whatever dies in between is lost. Reading, telling and only then
deleting is "at least once": it may tell twice. Of the two only the second can be mended by the receiver, and here the receivers need nothing for it,
because a version that is told twice is the same version. It is the outbox pattern; the same mistake is an ack, or an offset commit, before the work.`,
  },
  {
    name: 'the-last-sale-is-not-told',
    folder,
    title: 'The very last seat stays on sale, on the page',
    level: 2,
    kind: 'bug',
    symptom: `Support: "Sold out, and the page still says '1 seat left', for as long as an entry lives. It happens when the last seats go in quick
succession and Redis is slow. The sale itself is in the database, and the event's version there is right."`,
    changes: [
      {
        file: 'relay.ts',
        right: `        \`with mine as (select event_id from changed_event join unnest($1::text[], $2::int[]) as told (event_id, version) using (event_id, version)
                        for update of changed_event skip locked)
         delete from changed_event using mine where changed_event.event_id = mine.event_id\`,
        [rows.map(({ id }) => id), rows.map(({ version }) => version)],`,
        wrong: `        \`with mine as (select event_id from changed_event where event_id = any ($1) for update skip locked)
         delete from changed_event using mine where changed_event.event_id = mine.event_id\`,
        [rows.map(({ id }) => id)],`,
      },
    ],
    check: {
      file: 'events.test.ts',
      test: 'the relay > holds up no sale while it tells, and forgets no sale that came meanwhile',
      red: 'to deeply equal',
    },
    servers: ['postgres'],
    hints: [
      'The relay reads a row, tells of it, and deletes it. Redis is slow: what may happen to the row between the first and the last?',
      'Of an event there is one row, and the next sale writes its version into that row. Which version was told, and which is deleted?',
    ],
    why: `Between reading and deleting, the row went from version 7 to 8. Deleting it by its id deletes the news of 8, of which nobody was told: a lost
update. The lab deletes "this event at this version", so a row that has moved on stays for the next round. It is compare-and-delete, the same idea as
an optimistic lock or an ETag with If-Match.`,
  },
];
