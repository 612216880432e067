import { join } from 'node:path';

/** The tables of the outbox, for `migrate`. */
export const outboxTables = join(import.meta.dirname, 'outbox.sql');
