import { join } from 'node:path';

/** For `migrate`: the outbox, and the line to play with on top of it. */
export const outboxTables = join(import.meta.dirname, 'outbox.sql');
export const queueTables = join(import.meta.dirname, 'queue.sql');
