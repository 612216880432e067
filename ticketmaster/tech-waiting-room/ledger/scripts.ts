import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@ticketmaster/common/http';
import type { Redis } from 'ioredis';

const lua = (name: string) => readFileSync(join(import.meta.dirname, `${name}.lua`), 'utf8');

/** The text of `<verb>.lua`, after what every script of the ledger begins with. */
export const script = (verb: string) => `${lua('room')}\n${lua(verb)}`;

/** Calls a command that was defined on that connection. */
export const called = (redis: Redis, name: string, ...args: (string | number)[]): Promise<unknown> =>
  (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!(...args).catch(away);

/** What Redis answered is ours to mend; that it did not answer is told to the client. */
export function away(error: Error): never {
  if (error.name === 'ReplyError') throw error;
  throw unavailable('the ledger');
}
