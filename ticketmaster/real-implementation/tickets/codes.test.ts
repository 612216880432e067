import { createPublicKey, verify } from 'node:crypto';
import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTables } from '../shop.ts';
import { ticketCodes } from './codes.ts';
import { rotating } from './rotating.ts';

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

const T0 = Date.parse('2027-06-18T19:00:00Z');
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
  expect(other.read(one.codeOf(facts), T0)).toEqual({ facts, shown: 'plain' });
  expect(other.secretOf(facts.ticketId)).toBe(one.secretOf(facts.ticketId));
});

it('knows no code of which one byte is another', async () => {
  const { codeOf, read } = await ticketCodes(db);
  const code = codeOf(facts);
  for (let i = 0; i < code.length - 1; i++) {
    const changed = `${code.slice(0, i)}${code[i] === 'A' ? 'B' : 'A'}${code.slice(i + 1)}`;
    expect(read(changed, T0), changed).toBeUndefined();
  }
  for (const nonsense of [
    '',
    '.',
    'a.b',
    `${code}.`,
    `${code}.1`,
    `${code}.1.`,
    `${code}.x.y`,
    `${code}.1.y.z`,
    code.replace('.', ''),
  ])
    expect(read(nonsense, T0)).toBeUndefined();
});

it('knows a code that changes from one that was shown a while ago, and from a forged one', async () => {
  const { codeOf, read, secretOf } = await ticketCodes(db);
  const secret = secretOf(facts.ticketId);
  const code = rotating(codeOf(facts), secret, T0);
  for (const later of [-15_000, 0, 14_999, 29_999]) expect(read(code, T0 + later)?.shown, `${later}`).toBe('fresh');
  for (const later of [-15_001, 30_000, 86_400_000]) expect(read(code, T0 + later)?.shown, `${later}`).toBe('stale');
  const [payload, signature, step, proof] = code.split('.');
  expect(read([payload, signature, Number(step) + 4, proof].join('.'), T0 + 60_000)).toBeUndefined();
  const another = secretOf(crypto.randomUUID());
  expect(read(rotating(codeOf(facts), another, T0), T0)).toBeUndefined();
});
