import { env } from '@ticketmaster/common/env';
import { expect, it } from 'vitest';
import { lateCommit, numberings, withTables } from './late-commit.ts';

const seen = (numbering: keyof typeof numberings) =>
  withTables(env.text('PG_URL'), db => lateCommit(db, numberings[numbering]));

it('a cursor over an identity column has passed by what commits late', async () => {
  expect(await seen('identity column')).toEqual([['south'], []]); // and north will never be seen
});

it('a cursor over a counter under a row lock has not: the later number has to wait', async () => {
  expect(await seen('counter under a row lock')).toEqual([[], ['north', 'south']]);
});
