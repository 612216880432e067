import { expect, it } from 'vitest';
import { rotatingCode } from '../web/rotating-code.ts';
import { rotating } from './rotating.ts';

it('makes in the page the very code that the door expects', async () => {
  const secret = Buffer.from('a secret with bytes \u00ff\u00fe that need - and _').toString('base64url');
  const codeAt = (await rotatingCode('facts.signature', { secret, everySeconds: 15 }))!;
  for (const now of [0, 14_999, 15_000, Date.parse('2027-06-18T19:00:07Z')])
    expect(await codeAt(now)).toBe(rotating('facts.signature', secret, now));
});
