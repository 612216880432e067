// Everybody at once at the whole drawing: nginx, three servers that die, a buyer who stalls with the lock, cards that are declined.
import { env } from '@ticketmaster/common/env';
import { expect, it } from 'vitest';
import { storm, stormPlan } from './storm.ts';

const plan = stormPlan({ nginx: env.text('NGINX_PATH') });

it('sells exactly what there was, takes exactly that money, and leaves nothing reserved, whatever dies', async () => {
  const { rushed, audit, deaths } = await storm({ ...plan, patienceMs: 300_000, wiring: 'protected' }); // nobody gives up, also where a machine is busy
  expect(audit).toMatchObject({
    confirmed: 100,
    capturedCents: 500_000,
    inventory: 0,
    reserved: 0,
    oversold: 0,
    lost: 0,
  });
  expect(deaths).toBeGreaterThanOrEqual(3);
  expect(Object.keys(rushed.ends).toSorted()).toEqual(['201', '402', '409']);
}, 420_000);

it('is the disaster where nothing protects it', async () => {
  const nobodyDies = { settings: {}, alone: {}, patienceMs: 20_000 };
  const { audit } = await storm({ ...plan, ...nobodyDies, buyers: 400, wiring: 'unprotected' });
  expect(audit.oversold).toBeGreaterThan(0);
}, 180_000);
