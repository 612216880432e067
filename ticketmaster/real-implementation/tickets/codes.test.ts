import { createPublicKey, verify } from 'node:crypto';
import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTables } from '../shop.ts';
import { ticketCodes } from './codes.ts';

const schema = unique('codes');
let db: Database;
beforeAll(async () => {
  db = connectToPostgres(env.text('PG_URL'), { schema });
  await makeTables(db, schema);
});
afterAll(async () => {
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
});

const facts = { ticketId: crypto.randomUUID(), eventId: 'E1', seatId: 'A1-1-1' };

it('signs what a scanner can check with the public key alone', async () => {
  const { codeOf, publicKey } = await ticketCodes(db);
  const [payload, signature] = codeOf(facts).split('.');
  expect(verify(null, Buffer.from(payload!), createPublicKey(publicKey), Buffer.from(signature!, 'base64url'))).toBe(
    true,
  );
});

it('is the same key for all servers', async () => {
  const [one, other] = await Promise.all([ticketCodes(db), ticketCodes(db)]);
  expect(other.factsIn(one.codeOf(facts))).toEqual(facts);
});

it('knows no code of which one byte is another', async () => {
  const { codeOf, factsIn } = await ticketCodes(db);
  const code = codeOf(facts);
  for (let i = 0; i < code.length - 1; i++) {
    const changed = `${code.slice(0, i)}${code[i] === 'A' ? 'B' : 'A'}${code.slice(i + 1)}`;
    expect(factsIn(changed), changed).toBeUndefined();
  }
  for (const nonsense of ['', '.', 'a.b', `${code}.`, code.replace('.', '')]) expect(factsIn(nonsense)).toBeUndefined();
});
