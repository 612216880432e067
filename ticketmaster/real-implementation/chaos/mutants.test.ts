// Planted bugs that only a crowd meets: the audit of the same small on-sale finds each, and nothing in the shop as it is.
import { env } from '@ticketmaster/common/env';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { expect, it } from 'vitest';
import { audit } from '../crowd/audit.ts';
import { onSale } from '../crowd/on-sale.ts';
import { OPERATOR_TOKEN, openTestShop } from '../shop.fixture.ts';

const HOLD_SECONDS = 4;

async function findingsOf(...changes: Parameters<typeof openTestShop>): Promise<string[]> {
  const [settings = {}, changed] = changes;
  const shop = await openTestShop({ holdMs: HOLD_SECONDS * 1_000, graceMs: 3_000, ...settings }, changed);
  try {
    await shop.db.query(`insert into venue values ('V3', 'Cellar Club', 'Berlin', 'club')`);
    const { url, schema, providerUrl } = shop;
    const door = { urls: [url], schema, providerUrl, pgUrl: env.text('PG_URL') };
    const sale = { ...door, operatorToken: OPERATOR_TOKEN, holdSeconds: HOLD_SECONDS };
    const { evidence } = await onSale(sale, { visitors: 60, seconds: 5, seed: 5 });
    return Object.keys(audit(evidence));
  } finally {
    await shop.close();
  }
}

/** Takes the money as soon as it is set aside. */
const eager = (provider: ProviderClient): ProviderClient => ({
  ...provider,
  async confirm(key, intentId, method) {
    const answer = await provider.confirm(key, intentId, method);
    if (answer.declined || answer.intent.status !== 'requires_capture') return answer;
    return provider.capture(`${key}:at once`, intentId, answer.intent.amount);
  },
});

it.concurrent('finds nothing in the shop as it is', async () => {
  expect(await findingsOf()).toEqual([]);
});

it.concurrent('finds that a hold asks for no admission', async () => {
  const found = await findingsOf({ admitted: async () => {} });
  expect(found).toContain('thieves get nothing');
});

it.concurrent('finds that money is taken before tickets exist', async () => {
  expect(await findingsOf({}, eager)).toContain('tickets before money');
});
