import { expect, it } from 'vitest';
import type { Evidence } from '../crowd/evidence.ts';
import type { Call } from '../crowd/history.ts';
import { type Met, missing, sometimes } from './sometimes.ts';

const call = (what: Call['what'], at: number, until: number, status: number): Call => ({
  ...{ userId: 'ada', what, at, until, status, told: {}, orderId: 'one' },
});
const nothing: Met = { broke: [], webhooks: [] };
const came = (state: string, history: Call[], met: Partial<Met> = {}) =>
  sometimes[state]!({ history, purchases: [], resynced: 0 } as unknown as Evidence, { ...nothing, ...met });

it('knows a cancel that met a payment from one before and one after', () => {
  const confirm = call('confirm', 10, 20, 200);
  expect(came('a cancel met a payment', [confirm, call('cancel', 15, 30, 200)])).toBe(true);
  expect(came('a cancel met a payment', [confirm, call('cancel', 20, 30, 200)])).toBe(false);
  expect(came('a cancel met a payment', [confirm, { ...call('cancel', 15, 30, 200), orderId: 'two' }])).toBe(false);
});

it('knows a webhook before the answer from one behind it', () => {
  const confirm = call('confirm', 10, 20, 200);
  const heard = (at: number) => ({ webhooks: [{ orderId: 'one', at }] });
  expect(came('a webhook came before the answer', [confirm], heard(15))).toBe(true);
  expect(came('a webhook came before the answer', [confirm], heard(21))).toBe(false);
});

it('knows who was hit when something broke', () => {
  const broke = (who: string) => ({ broke: [{ who, struck: [10, 12] as [number, number], mended: 30 }] });
  const died = 'an instance died with requests in flight';
  expect(came(died, [call('hold', 5, 11, 0)], broke('web 1'))).toBe(true);
  expect(came(died, [call('hold', 5, 11, 201)], broke('web 1'))).toBe(false);
  expect(came(died, [call('hold', 20, 21, 0)], broke('web 1'))).toBe(false);
  const away = 'PostgreSQL was away at a hold';
  expect(came(away, [call('hold', 20, 21, 503)], broke('postgres'))).toBe(true);
  expect(came(away, [call('hold', 31, 32, 503)], broke('postgres'))).toBe(false);
});

it('names what did not come, but for what may be missing', () => {
  expect(missing({ one: true, two: false, three: false }, ['three'])).toEqual(['two']);
});
