// The oracle is the `standardwebhooks` package: it must believe what we sign, and we what it signs.
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { doubtOf, isSecret, newSecret, signed } from './signature.ts';

const now = Date.now();
const [secret, other] = [newSecret(), newSecret()];
const bodies = ['{"type":"a"}', '{"name":"Zoë 🎟"}', ' \n{ "spaces": 1 }\n', 'x'.repeat(19_999)];

const doubt = (secrets: string[], headers: Record<string, string>, body: string, at = now) =>
  doubtOf(secrets, headers, Buffer.from(body), at);

describe('what we sign', () => {
  it.each(bodies)('is believed by the oracle: %.20j', body => {
    for (const one of [secret, other])
      new Webhook(one).verify(Buffer.from(body), signed([secret, other], 'msg_1', body, now), { jsonParse: false });
  });

  it('is not believed by the oracle for another secret, id or body', () => {
    const headers = signed([secret], 'msg_1', '{}', now);
    for (const verify of [
      () => new Webhook(other).verify('{}', headers),
      () => new Webhook(secret).verify('{} ', headers),
      () => new Webhook(secret).verify('{}', { ...headers, 'webhook-id': 'msg_2' }),
    ])
      expect(verify).toThrow('No matching signature');
  });
});

describe('what the oracle signs', () => {
  const by = (who: string, body: string, at = now) => ({
    ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': `${Math.floor(at / 1_000)}` },
    'webhook-signature': new Webhook(who).sign('msg_1', new Date(at), body),
  });

  it.each(bodies)('we believe: %.20j', body => {
    expect(doubt([secret], by(secret, body), body)).toBeUndefined();
    expect(doubt([secret, other], by(other, body), body)).toBeUndefined();
  });

  it.each<[string, Record<string, string>, string?, number?]>([
    ['has a wrong signature', by(other, '{}')],
    ['has a wrong signature', by(secret, '{}'), '{ }'],
    ['has a wrong signature', { ...by(secret, '{}'), 'webhook-id': 'msg_2' }],
    ['has a wrong signature', { ...by(secret, '{}'), 'webhook-timestamp': `${Math.floor(now / 1_000) + 1}` }],
    ['has a wrong signature', { ...by(secret, '{}'), 'webhook-signature': 'v1,' }],
    ['has a wrong signature', { ...by(secret, '{}'), 'webhook-signature': 'v1,c2hvcnQ=' }],
    [
      'has a wrong signature',
      { ...by(secret, '{}'), 'webhook-signature': by(secret, '{}')['webhook-signature'].replace('v1', 'v2') },
    ],
    ['is not signed', { ...by(secret, '{}'), 'webhook-signature': '' }],
    ['is not signed', {}],
    ['has no timestamp in seconds', { ...by(secret, '{}'), 'webhook-timestamp': '0x10' }],
    ['is older than 5 minutes', by(secret, '{}', now - 301_000)],
    ['is from the future', by(secret, '{}', now + 301_000)],
  ])('we doubt when it %s (%#)', (why, headers, body = '{}') => expect(doubt([secret], headers, body)).toBe(why));

  it('we believe for 5 minutes, by our clock', () => {
    const at = Math.floor(now / 1_000) * 1_000;
    expect(doubt([secret], by(secret, '{}', at), '{}', at + 300_000)).toBeUndefined();
    expect(doubt([secret], by(secret, '{}', at), '{}', at + 301_000)).toBe('is older than 5 minutes');
    expect(doubt([secret], by(secret, '{}', at), '{}', at - 300_000)).toBeUndefined();
  });

  it('we believe beside signatures that we do not know', () => {
    const headers = by(secret, '{}');
    const many = `v1a,b3RoZXI= v1,bm90IHRoaXM= ${headers['webhook-signature']}`;
    expect(doubt([secret], { ...headers, 'webhook-signature': many }, '{}')).toBeUndefined();
  });
});

it('a secret is whsec_ and base64 of 24 to 64 bytes', () => {
  const of = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;
  for (const one of [newSecret(), of(24), of(64)]) expect(isSecret(one)).toBe(true);
  for (const one of [
    '',
    'whsec_',
    of(23),
    of(65),
    of(32).slice(6),
    `${of(24)}!`,
    `whsec_${'_'.repeat(32)}`,
    `${of(24)}\n`,
  ])
    expect(isSecret(one)).toBe(false);
});
