import { expect, it } from 'vitest';
import { admissionTokens } from './admission-token.ts';

const tokens = admissionTokens(Buffer.alloc(32, 'a secret'));
const until = Date.parse('2027-05-01T20:00:00Z');

it('an admission token says who may go where, until it ends', async () => {
  const token = await tokens.sign('ada', 'E1', until);
  expect(await tokens.verify(token, until - 1_000)).toEqual({ visitorId: 'ada', eventId: 'E1' });
  expect(await tokens.verify(token, until + 1_000)).toBeUndefined();
});

it('is believed by nobody when it was changed, or signed with another secret', async () => {
  const token = await tokens.sign('ada', 'E1', until);
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ iss: 'notifications', sub: 'eve', aud: 'E1', exp: until })).toString(
    'base64url',
  );
  expect(await tokens.verify(`${header}.${payload}.${signature}`, until - 1_000)).toBeUndefined();
  const foreign = await admissionTokens(Buffer.alloc(32, 'another')).sign('ada', 'E1', until);
  expect(await tokens.verify(foreign, until - 1_000)).toBeUndefined();
  expect(await tokens.verify('made-up', until - 1_000)).toBeUndefined();
});
