import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { placeTokens } from './place-token.ts';

const secret = createSecretKey('a secret of thirty-two characters', 'utf8');
const tokens = placeTokens(async () => secret);
const adas = await tokens.sign('E4', 'ada', 7);

it('is for that visitor of that event, says the number of the place, and is the same however often it is made', async () => {
  expect(await tokens.verify('E4', 'ada', adas)).toBe(7);
  expect(await placeTokens(async () => secret).sign('E4', 'ada', 7)).toBe(adas);
  expect(await tokens.verify('E5', 'ada', adas)).toBeUndefined();
  expect(await tokens.verify('E4', 'bob', adas)).toBeUndefined();
});

it('is none in which any one character is another, or more, or missing', async () => {
  for (let i = 0; i < adas.length; i++) {
    const other = adas[i]! < 'N' ? 'Z' : 'A';
    expect(await tokens.verify('E4', 'ada', adas.slice(0, i) + other + adas.slice(i + 1)), `at ${i}`).toBeUndefined();
  }
  for (const garbage of [
    '',
    '.',
    '7',
    '7.',
    `0${adas}`,
    `${adas}x`,
    adas.slice(0, -1),
    ` ${adas}`,
    `7e0${adas.slice(1)}`,
  ])
    expect(await tokens.verify('E4', 'ada', garbage), garbage).toBeUndefined();
});

it('cannot be shifted to others by names that run together', async () => {
  expect(await tokens.sign('E4', 'ada-1', 1)).not.toBe(await tokens.sign('E4-ada', '1', 1));
});

it('of a foreign secret is none', async () => {
  const foreign = placeTokens(async () => createSecretKey('another secret of the same length', 'utf8'));
  expect(await tokens.verify('E4', 'ada', await foreign.sign('E4', 'ada', 7))).toBeUndefined();
});
