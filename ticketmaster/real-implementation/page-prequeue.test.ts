// Before the sale, in a real Chromium.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { button, shows, visitors, WITHIN } from './page.fixture.ts';
import { elsewhere, withPrequeue } from './waiting-room/prequeue.fixture.ts';

const { shop, visit } = visitors();

it('is in the pre-queue before the sale, has a number once it opens, and chooses seats when it is their turn', async () => {
  const eventId = await withPrequeue(shop());
  const { db, prequeue } = elsewhere(shop().redis, shop().schema);
  await Promise.all(['bob', 'cyd'].map(id => prequeue.join(eventId, id)));
  await db.close();
  const page = await visit(`/events/${eventId}`);
  await button(page, 'Enter the pre-queue').click();
  await shows(page, 'You are in the pre-queue');
  await shows(page, 'The order is drawn at the opening, coming early does not help.');
  await shows(page, (await shop().call('GET', `/api/events/${eventId}/draw`)).body.commitment);
  expect((await new AxeBuilder({ page }).include('#main').analyze()).violations.map(({ id }) => id)).toEqual([]);
  const news = page.getByRole('region', { name: 'Waiting line' }).getByRole('status');
  expect(await news.textContent()).toBe('');
  await shop().asOperator('PATCH', `/api/events/${eventId}`, { notice: 'Doors are <b>late</b> & open at 20:30' });
  await news.filter({ hasText: 'Doors are <b>late</b> & open at 20:30' }).waitFor(WITHIN);
  await page.reload();
  await button(page, 'Leave the pre-queue').click();
  await button(page, 'Enter the pre-queue').click();
  await shows(page, 'You are in the pre-queue');

  let looks = 0; // who is in line may be so a moment before the draw is done:
  await page.route(/\/draw\/[^/]+$/, route => (looks++ ? route.continue() : route.fulfill({ status: 404, json: {} })));
  await shop().asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE' });
  await shows(page, 'You are in line');
  await news.filter({ hasText: 'Doors are <b>late</b>' }).waitFor(WITHIN);
  await shows(page, /^Your number in the draw: [123] of 3\. Check the draw$/);
  await shop().asOperator('PUT', `/api/events/${eventId}/waiting-room`, { open: true });
  await page.locator('.map .section').first().waitFor(WITHIN);
  await shop().db.query(`update draw set seed = sha256('another')`); // the operator cheats
  await page.reload();
  await shows(page, /^Your number in the draw.* It is not the draw whose hash you were shown!$/);
});
