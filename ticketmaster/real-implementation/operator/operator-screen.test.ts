// What the operator sees while a sale goes on, in a real Chromium.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { button, shows, visitors, WITHIN } from '../page.fixture.ts';
import { OPERATOR_TOKEN } from '../shop.fixture.ts';

const { shop, visit } = visitors();

it('watches a sale, says something to those who wait, and follows what happens to a seat; axe finds nothing, light or dark', async () => {
  const eventId = await shop().onSale();
  const page = await visit('/operator', { viewport: { width: 390, height: 844 } });
  await page.getByLabel('Operator token').fill('wrong');
  await page.getByLabel('Event').fill(eventId);
  await button(page, 'Watch').click();
  await page.getByRole('alert').filter({ hasText: /token/i }).waitFor(WITHIN);
  await page.getByLabel('Operator token').fill(OPERATOR_TOKEN);
  await button(page, 'Watch').click();
  const chart = (title: string) => page.locator('.chart').filter({ hasText: title });
  await chart('Sold').getByText('of 200 seats').waitFor(WITHIN);
  expect(await chart('Hold latency').locator('b').allTextContents()).toEqual(['–', '–']);

  await shows(page, 'Who waits reads no notice.');
  await page.getByLabel('Notice to those who wait').fill('Doors are late');
  await button(page, 'Say it').click();
  await shows(page, 'Who waits reads: Doors are late');
  expect((await shop().asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE' })).body.notice).toBe(
    'Doors are late',
  );

  await page.getByLabel('What happened to seat').fill('F1-1-1');
  await button(page, 'Follow').click();
  await shows(page, 'Nothing yet.');
  const ada = await shop().visitor();
  const { body } = await ada.hold(eventId, { seatIds: ['F1-1-1', 'F1-1-2'] });
  await shows(page, /held until/);
  await chart('Held').locator('b', { hasText: /^2$/ }).waitFor(WITHIN);
  await chart('Hold latency')
    .locator('b', { hasText: /^[\d.]+ m?s$/ })
    .first()
    .waitFor(WITHIN);
  await ada.confirm(body.orderId);
  await shows(page, /order is CONFIRMED/);
  await chart('Sold').locator('b', { hasText: /^2$/ }).waitFor(WITHIN);
  expect(await chart('Sold').locator('path.line-0').getAttribute('d')).toMatch(/^M.*L/);

  await page.getByText('All figures').click();
  await page.getByRole('row', { name: 'orders confirmed 1' }).waitFor(WITHIN);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes[0]?.html])).toEqual([]);
  }
});
