import { createSecretKey } from 'node:crypto';
import type { Request, Response } from 'express';
import { decodeJwt, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { admissionTokens } from './admission-token.ts';
import { requireAdmission } from './require-admission.ts';

const secret = createSecretKey('a secret of thirty-two characters', 'utf8');
const noon = Date.parse('2027-01-01T12:00:00Z');
let time: number;
beforeEach(() => {
  time = noon;
});
const tokens = admissionTokens(
  async () => secret,
  () => time,
);

const ada = {
  ...{ visitorId: 'ada', state: 'ADMITTED' as const, number: 7, admission: 3, noShowSeconds: 60 },
  ...{ joinedAt: noon - 90_000, admittedAt: noon, expiresAt: noon + 600_000 },
};
const adasToken = await tokens.sign('E4', ada);

/** A token like ours in everything that is not said here. */
function like(claims: Record<string, unknown>, alg = 'HS256'): Promise<string> {
  const times = { iat: noon / 1_000, exp: (noon + 600_000) / 1_000 };
  const ours = { iss: 'waiting-room', aud: 'E4', sub: 'ada', admission: 3, ...times };
  return new SignJWT({ ...ours, ...claims }).setProtectedHeader({ alg }).sign(secret);
}

/** A token that nobody signed, but that says it need not be. */
const unsigned = (alg: string) =>
  [{ alg, typ: 'JWT' }, decodeJwt(adasToken)]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
    .concat('.');

describe('an admission token', () => {
  it('says who was let in, to which event, by which admission, and nothing that a visitor should not read', async () => {
    expect(await tokens.verify(adasToken)).toEqual({
      ...{ visitorId: 'ada', eventId: 'E4', admission: 3, admittedAt: noon },
    });
    const times = { iat: noon / 1_000, exp: (noon + 600_000) / 1_000 };
    expect(decodeJwt(adasToken)).toEqual({
      ...{ iss: 'waiting-room', aud: 'E4', sub: 'ada', number: 7, admission: 3 },
      ...times,
    });
  });

  it('is the same however often it is made, and whichever server makes it', async () => {
    time += 30_000;
    expect(await admissionTokens(async () => secret).sign('E4', ada)).toBe(adasToken);
    expect(await tokens.sign('E4', { ...ada, admission: 4 })).not.toBe(adasToken);
  });

  it('of another event says so: whoever guards the seats compares', async () => {
    expect(await tokens.verify(await tokens.sign('E5', ada))).toMatchObject({ visitorId: 'ada', eventId: 'E5' });
  });

  it('holds to the second it ends, by the clock that was passed in', async () => {
    time = ada.expiresAt - 1;
    expect(await tokens.verify(adasToken)).toBeDefined();
    time = ada.expiresAt;
    expect(await tokens.verify(adasToken)).toBeUndefined();
  });

  it('checked offline holds also after its visitor has left, until it expires and no longer: the guard asks the ledger', async () => {
    const ledgerSaysNo = { passes: async () => undefined }; // ada is done
    const request = { params: { eventId: 'E4' }, get: () => `Bearer ${adasToken}` } as unknown as Request;
    expect(await tokens.verify(adasToken)).toBeDefined();
    await expect(requireAdmission(ledgerSaysNo)(request, {} as Response, () => {})).rejects.toMatchObject({
      status: 403,
    });
    time = ada.expiresAt;
    expect(await tokens.verify(adasToken)).toBeUndefined();
  });

  it('never ends before the admission does', async () => {
    const token = await tokens.sign('E4', { ...ada, expiresAt: noon + 1_500 });
    time = noon + 1_499;
    expect(await tokens.verify(token)).toBeDefined();
  });
});

describe('no admission', () => {
  it('is a token in which any one character is another', async () => {
    for (let i = 0; i < adasToken.length; i++) {
      const other = adasToken[i]! < 'N' ? 'Z' : 'A'; // far off: the last character holds four bits alone
      const changed = adasToken.slice(0, i) + other + adasToken.slice(i + 1);
      expect(await tokens.verify(changed), `changed at ${i}`).toBeUndefined();
    }
  });

  const foreign = createSecretKey('another secret of the same length', 'utf8');
  it.each([
    ['signed with a foreign secret', admissionTokens(async () => foreign).sign('E4', ada)],
    ['signed with our secret by another algorithm', like({}, 'HS384')],
    ['signed by nobody (none)', unsigned('none')],
    ['signed by nobody (None)', unsigned('None')],
    ['signed by nobody, though it says HS256', unsigned('HS256')],
    ['of another issuer', like({ iss: 'box-office' })],
    ['that never ends', like({ exp: undefined })],
    ['that never began', like({ iat: undefined })],
    ['of nobody', like({ sub: undefined })],
    ['to no event', like({ aud: undefined })],
    ['without an admission', like({ admission: undefined })],
    ['that is not valid yet', like({ nbf: noon / 1_000 + 60 })],
  ])('is a token %s', async (_what, token) => {
    expect(await tokens.verify(await token)).toBeUndefined();
  });

  it('is one of these for its one fault alone: a token without a fault passes', async () => {
    expect(await tokens.verify(await like({}))).toMatchObject({ visitorId: 'ada', eventId: 'E4', admission: 3 });
  });

  it.each([
    ['an empty text', ''],
    ['dots', '..'],
    ['a word', 'ada'],
    ['three words', 'a.b.c'],
    ['JSON', '{"sub":"ada"}'],
    ['empty objects', 'e30.e30.e30'],
    ['a token and more', `${adasToken}.x`],
    ['a token after a space', ` ${adasToken}`],
    ['a token cut short', adasToken.slice(0, -2)],
    ['a token without its signature', adasToken.split('.').slice(0, 2).join('.')],
    ['tickets', '🎫.🎫.🎫'],
    ['a zero byte', '\0'],
    ['a long text', 'x'.repeat(100_000)],
    ['long parts', `${'A'.repeat(50_000)}.${'A'.repeat(50_000)}.A`],
  ])('is garbage, and no exception tells so: %s', async (_what, garbage) => {
    expect(await tokens.verify(garbage)).toBeUndefined();
  });

  it('is something that is no text at all', async () => {
    for (const garbage of [undefined, null, 7, {}, []]) {
      expect(await tokens.verify(garbage as unknown as string)).toBeUndefined();
    }
  });
});
