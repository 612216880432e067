import type { Change } from '@ticketmaster/caching-tiers/invalidation';
import type { Connection } from '@ticketmaster/postgres/database';

/** Told in one round; more comes in the next. */
const BATCH = 500;

/**
 * Tells what has changed, and forgets it once it was told: at least once. It locks nothing, so that a slow Redis holds up no sale; of two that
 * run at once both may tell, and the newest version stays. A thousand sales of one event in a second are one row: the last version says it all.
 */
export function relayOf(db: Connection, announce: (change: Change) => Promise<void>, now = Date.now) {
  return {
    /**
     * How many events it told of. Rejects, and forgets nothing, when one could not be told.
     * @hears event-changed
     */
    async round(): Promise<number> {
      const readAt = now();
      const { rows } = await db.query<{ id: string; version: number }>(
        'select event_id as id, version from changed_event order by event_id limit $1',
        [BATCH],
      );
      if (rows.length === 0) return 0;
      await Promise.all(rows.map(({ id, version }) => announce({ id, version, readAt })));
      await db.query(
        `with mine as (select event_id from changed_event join unnest($1::text[], $2::int[]) as told (event_id, version) using (event_id, version)
                        for update of changed_event skip locked)
         delete from changed_event using mine where changed_event.event_id = mine.event_id`,
        [rows.map(({ id }) => id), rows.map(({ version }) => version)],
      );
      return rows.length;
    },
  };
}
