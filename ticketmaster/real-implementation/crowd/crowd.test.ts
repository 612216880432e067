// An on-sale of 2,000 visitors at two instances over real servers, of which one dies in the rush with requests in flight and comes back.
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from './audit.ts';
import { type Doors, openDoors } from './doors.ts';
import { onSale } from './on-sale.ts';
import { reportOf } from './report.ts';
import { overtakenMs } from './waits.ts';

const operatorToken = 'of-the-operator';
const holdSeconds = 5;
let doors: Doors;

beforeAll(async () => {
  doors = await openDoors({ instances: 2, holdSeconds, operatorToken, environment: { GRACE_SECONDS: '3' } });
});
afterAll(() => doors?.close());

it('is all true where an instance dies in the rush and comes back', async () => {
  const shop = { ...doors, pgUrl: env.text('PG_URL') };
  const [first] = doors.webs;
  const { evidence } = await onSale(shop, {
    ...{ visitors: 2_000, seconds: 35, seed: 7 },
    async meanwhile() {
      await sleep(10_000);
      await first!.kill();
      await sleep(1_000);
      await first!.start();
    },
  });
  expect(audit(evidence)).toEqual({});
  const { ticketsValid, calls } = reportOf(evidence);
  expect(ticketsValid.human).toBeGreaterThan(100);
  expect(overtakenMs(evidence)).toBeLessThan(20_000); // the gate that died keeps the next places until its lease of 5 s ends
  expect(evidence.resynced).toBeGreaterThan(0); // who looked by the one that died looks by the other
  expect(Object.values(calls).some(({ statuses }) => (statuses.none ?? 0) > 0)).toBe(true);
}, 180_000);
