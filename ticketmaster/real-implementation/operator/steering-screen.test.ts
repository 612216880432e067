// The operator steers a sale by the page, and a visitor in another browser sees what comes of it, in a real Chromium.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { button, shows, visitors, WITHIN } from '../page.fixture.ts';
import { OPERATOR_TOKEN } from '../shop.fixture.ts';

const { shop, visit } = visitors();

async function watching(eventId: string) {
  const page = await visit('/operator', { viewport: { width: 390, height: 844 } });
  await page.getByLabel('Operator token').fill(OPERATOR_TOKEN);
  await page.getByLabel('Event').fill(eventId);
  await button(page, 'Watch').click();
  return page;
}

it('opens a sale, pauses its line, lets people in, drains it, and closes the sale; axe finds nothing, light or dark', async () => {
  const eventId = await shop().announced();
  const operator = await watching(eventId);
  await shows(operator, 'The sale has not begun.');
  await operator.getByLabel('Waiting room').selectOption('Always');
  await button(operator, 'Open the sale').click();
  await shows(operator, 'The sale is open.');
  await button(operator, 'Pause').click();
  await shows(operator, 'Paused: nobody is let in, and everybody keeps their place.');

  const visitor = await visit(`/events/${eventId}`);
  await button(visitor, 'Join the line').click();
  await shows(visitor, 'You are next.');
  await operator.locator('.chart').filter({ hasText: 'Waiting' }).locator('b', { hasText: /^1$/ }).waitFor(WITHIN);
  await button(operator, 'Drain').click();
  await shows(operator, 'Draining: nobody new may join.');
  const late = await visit(`/events/${eventId}`);
  await button(late, 'Join the line').click();
  await shows(late, 'This line is closed');

  await button(operator, 'Let people in').click();
  await visitor.getByText('choose and pay').first().waitFor(WITHIN);
  await operator.getByLabel('Inside at most').fill('7');
  await operator.getByLabel('Let in each second').fill('3');
  await button(operator, 'Set').click();
  await operator.locator('.chart').filter({ hasText: 'Admitted' }).getByText('of 7 inside').waitFor(WITHIN);
  await button(operator, 'Let people join').click();
  await shows(operator, 'Anybody may join the line.');
  const room = await shop().asOperator('GET', `/api/events/${eventId}/waiting-room`);
  expect(room.body).toMatchObject({ capacity: 7, admitPerSecond: 3, open: true, draining: false, joinedTotal: 1 });

  for (const colorScheme of ['light', 'dark'] as const) {
    await operator.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page: operator }).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes[0]?.html])).toEqual([]);
  }
  await button(operator, 'Close the sale').click();
  await shows(operator, 'The sale is closed.');
  await button(operator, 'Pause').waitFor({ ...WITHIN, state: 'hidden' }); // there is no line without a sale
});

it('leaves alone what somebody is typing, shows what another operator did, and says when the shop does not answer', async () => {
  const eventId = await shop().onSale();
  const page = await watching(eventId);
  const most = page.getByLabel('Inside at most');
  await expect.poll(() => most.inputValue()).toBe('200');
  await most.fill('12');
  await shop().asOperator('PUT', `/api/events/${eventId}/waiting-room`, { open: false });
  await shows(page, 'Paused: nobody is let in');
  expect(await most.inputValue()).toBe('12');

  await page.context().setOffline(true);
  await button(page, 'Set').click();
  const steering = page.getByRole('region', { name: 'Steering' });
  await steering.getByRole('alert').filter({ hasText: 'The shop does not answer.' }).waitFor(WITHIN);
  await page.context().setOffline(false);
  await expect.poll(() => most.inputValue()).toBe('200'); // as it is, not as it was wanted
  await most.fill('12');
  await button(page, 'Set').click();
  await page.locator('.chart').filter({ hasText: 'Admitted' }).getByText('of 12 inside').waitFor(WITHIN);
  await steering
    .getByRole('alert')
    .filter({ hasNotText: /./ })
    .waitFor({ ...WITHIN, state: 'attached' });
});
