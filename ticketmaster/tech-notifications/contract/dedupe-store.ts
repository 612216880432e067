import { DatabaseSync } from 'node:sqlite';
import type { Notification } from './notification.ts';

/** What comes to the app. Of its data a token is for whoever guards the seats, and not kept. */
export type Incoming = Omit<Notification, 'createdAt'>;

export interface Heard extends Omit<Incoming, 'visitorId'> {
  /** How often it came on the wire. */
  times: number;
  /** When it came first: milliseconds since 1970, with fractions. */
  heardAt: number;
}

/** How the entries of a visitor came about: each is an effect, and one too many is what must never happen. */
export interface Totals {
  visitors: number;
  heard: number;
  /** How many came more than once on the wire. */
  repeated: number;
  entries: number;
}

/** The memory of a user app: a small database of its own. What it has written outlives a kill -9. */
export interface DedupeStore {
  /** In one transaction: remembers the notification, and makes an entry unless it was remembered before. True for the first time. */
  hear(incoming: Incoming): boolean;
  /** The two halves of `hear`, for the experiments that do them in the wrong order. */
  mark(incoming: Incoming): boolean;
  enter(incoming: Incoming): void;
  isMarked(notificationId: string): boolean;
  /** The last `seq` that the visitor heard, 0 for none: where to go on. */
  cursor(visitorId: string): number;
  /** In the order in which they were heard first. */
  heard(visitorId: string): Heard[];
  entries(visitorId: string): number;
  totals(): Totals;
  /** Remembers who uses this app, and the key. */
  signIn(visitorId: string, key: string): void;
  signedIn(): { visitorId: string; key: string }[];
  close(): void;
}

const clock = () => performance.timeOrigin + performance.now();

/** `path` may be ':memory:'. */
export function openDedupeStore(path: string, now: () => number = clock): DedupeStore {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(`
    pragma journal_mode = wal;
    pragma synchronous = normal;
    create table if not exists signed_in (visitor_id text primary key, key text not null);
    create table if not exists heard (
      notification_id text primary key, visitor_id text not null, type text not null, seq integer not null,
      data text not null, expires_at text, heard_at real not null, times integer not null default 1
    );
    create index if not exists heard_by on heard (visitor_id, seq);
    create table if not exists entry (visitor_id text not null, notification_id text not null);
    create index if not exists entry_of on entry (visitor_id);
  `);
  const marking = db.prepare(
    `insert into heard (notification_id, visitor_id, type, seq, data, expires_at, heard_at) values (?, ?, ?, ?, ?, ?, ?)
         on conflict do update set times = times + 1 returning times`,
  );
  const entering = db.prepare('insert into entry values (?, ?)');
  const last = db.prepare('select coalesce(max(seq), 0) as seq from heard where visitor_id = ?');
  const listing = db.prepare(
    `select notification_id as notificationId, type, seq, data, expires_at as expiresAt, times,
            heard_at as heardAt
       from heard where visitor_id = ? order by heard.rowid`,
  );
  const known = db.prepare('select 1 from heard where notification_id = ?');
  const counting = db.prepare('select count(*) as entries from entry where visitor_id = ?');
  const adding = db.prepare(
    `select (select count(*) from signed_in) as visitors, (select count(*) from heard) as heard,
            (select count(*) from heard where times > 1) as repeated, (select count(*) from entry) as entries`,
  );
  const signing = db.prepare('insert into signed_in values (?, ?) on conflict do update set key = excluded.key');

  const mark = ({ notificationId, visitorId, type, seq, data: { admissionToken, ...kept }, expiresAt }: Incoming) =>
    marking.get(notificationId, visitorId, type, seq, JSON.stringify(kept), expiresAt, now())!.times === 1;
  const enter = ({ visitorId, notificationId }: Incoming) => void entering.run(visitorId, notificationId);

  return {
    mark,
    enter,
    hear(incoming) {
      db.exec('begin immediate');
      try {
        const first = mark(incoming);
        if (first) enter(incoming);
        db.exec('commit');
        return first;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    isMarked: notificationId => known.get(notificationId) !== undefined,
    cursor: visitorId => last.get(visitorId)!.seq as number,
    heard: visitorId =>
      listing.all(visitorId).map(row => ({ ...row, data: JSON.parse(row.data as string) }) as unknown as Heard),
    entries: visitorId => counting.get(visitorId)!.entries as number,
    totals: () => ({ ...adding.get() }) as unknown as Totals,
    signIn: (visitorId, key) => void signing.run(visitorId, key),
    signedIn: () =>
      db.prepare('select visitor_id as visitorId, key from signed_in').all() as unknown as ReturnType<
        DedupeStore['signedIn']
      >,
    close: () => db.close(),
  };
}
