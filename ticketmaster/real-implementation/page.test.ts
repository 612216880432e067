// The page, in a real Chromium.
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { button, focused, holdTwo, shows, visitors, WITHIN } from './page.fixture.ts';

const { shop, visit } = visitors();

/** Pixels of the page that lie beyond its right edge. */
const TOO_WIDE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe('a visitor', () => {
  it('searches, waits in line, chooses, is declined, pays, and has tickets that are there after a reload', async () => {
    const eventId = await shop().onSale({ waitingRoom: 'hold' });
    const page = await visit('/');
    await page.getByLabel('Search').fill('a nihgt');
    await page.getByRole('link', { name: /A Night/ }).click();
    await button(page, 'Join the line').click();
    await page.locator('.map .section').first().click();
    await page.locator('.seat.free').first().click();
    await button(page, 'Hold these seats').click();
    await shows(page, 'Your seats are held');
    await page.reload();
    await shows(page, 'Your seats are held');
    await page.getByLabel('A card that is declined').check();
    await button(page, /^Pay/).click();
    await shows(page, /card was declined/);
    await page.getByLabel('Visa ending 4242').check();
    await button(page, /^Pay/).click();
    await shows(page, 'You are going!');
    const code = page.locator('.ticket img').first();
    await code.waitFor(WITHIN);
    expect(await code.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(0);
    await page.reload();
    await shows(page, 'You are going!');
    const { rows } = await shop().db.query('select status from purchase where event_id = $1', [eventId]);
    expect(rows).toEqual([{ status: 'CONFIRMED' }]);
  });

  it('is told at once when somebody else was faster, and sees the seat change', async () => {
    const eventId = await shop().onSale();
    const [ada, bob] = [await visit(`/events/${eventId}`), await visit(`/events/${eventId}`)];
    for (const page of [ada, bob]) {
      await page.locator('.map .section').first().click();
      await page.locator('.seat').first().click();
      await page.locator('.inside .seat.chosen').waitFor(WITHIN);
    }
    await button(ada, 'Hold these seats').click();
    await shows(ada, 'Your seats are held');
    await shows(bob, /Somebody was faster: Section F1, row 1, seat 1/);
    await bob.locator('.inside .seat').first().and(bob.locator('.held')).waitFor(WITHIN);
    await button(ada, 'Give the seats back').click();
    await bob.locator('.inside .seat').first().and(bob.locator('.free')).waitFor(WITHIN);
  });

  it('buys a ticket with the keyboard alone, from the list', async () => {
    const eventId = await shop().onSale();
    const page = await visit(`/events/${eventId}`);
    await page.locator('.map .section').first().waitFor(WITHIN);
    async function tabTo(text: RegExp): Promise<void> {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        if (text.test(await focused(page))) return;
      }
      throw new Error(`no way to ${text} by Tab`);
    }
    await page.getByRole('main').focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Choose from a list'); // the first stop of the screen
    await page.keyboard.press('Enter');
    await tabTo(/^Section F1, row 1, seat 3, €50.00, free$/);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /seat 3, .*chosen/ }).waitFor(WITHIN);
    await tabTo(/^Hold these seats$/);
    await page.keyboard.press('Enter');
    await shows(page, 'Your seats are held');
    await tabTo(/^Pay €50.00$/);
    await page.keyboard.press('Enter');
    await shows(page, 'You are going!');
  });

  it('goes on after being offline while paying', async () => {
    const eventId = await shop().onSale();
    const page = await visit(`/events/${eventId}`);
    await holdTwo(page);
    await page.context().setOffline(true);
    await button(page, /^Pay/).click();
    await shows(page, /You are offline. Trying again/);
    await page.context().setOffline(false);
    await shows(page, 'You are going!');
    const { rows } = await shop().db.query('select captured_cents from purchase where event_id = $1', [eventId]);
    expect(rows).toEqual([{ captured_cents: 10_000 }]);
  });

  it('sees what seats cost, of each category, before and after choosing', async () => {
    const eventId = await shop().onSale({ venueId: 'V2', prices: { A: 9_000, B: 7_000 } });
    const page = await visit(`/events/${eventId}`);
    await shows(page, 'from €50.00');
    for (const price of ['A €90.00', 'B €70.00', 'C €50.00'])
      await page.getByRole('listitem').filter({ hasText: price }).waitFor(WITHIN);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    for (const section of ['A1', 'C24']) {
      await page.locator('.map .section').filter({ hasText: section }).first().click();
      await page.locator('.seat.free').first().click();
      await button(page, 'All sections').click();
    }
    await shows(page, '2 seats, €140.00');
    await shows(page, 'Section C24, row 1, seat 1, €50.00');
    await button(page, 'Choose from a list').click();
    await page.getByLabel('Section', { exact: true }).selectOption({ label: 'Section B1, €70.00, 400 free' });
    await button(page, 'Section B1, row 1, seat 1, €70.00, free').click();
    await button(page, 'Hold these seats').click();
    await button(page, 'Pay €210.00').waitFor(WITHIN);

    const other = await visit(`/events/${eventId}`, { viewport: { width: 390, height: 844 } });
    await other.locator('.map .section').first().waitFor(WITHIN);
    expect(await other.evaluate(TOO_WIDE)).toBe(0);
    await other.getByLabel('Price').selectOption('B, €70.00');
    await holdTwo(other);
    await button(other, 'Pay €140.00').waitFor(WITHIN);
  });

  it('gives tickets back, and finds orders again', async () => {
    const eventId = await shop().onSale();
    const page = await visit(`/events/${eventId}`);
    await holdTwo(page);
    await button(page, /^Pay/).click();
    await shows(page, 'You are going!');
    page.on('dialog', dialog => void dialog.accept());
    await button(page, 'Give the tickets back').click();
    await shows(page, /your money is on its way/);
    await page.getByRole('link', { name: 'My orders' }).click();
    await shows(page, 'Given back');
    await page.goBack();
    await shows(page, /your money is on its way/);
  });
});

it.each(['light', 'dark'] as const)('can be used by all: axe finds nothing on any screen, %s', async colorScheme => {
  const [eventId, hot] = [await shop().onSale(), await shop().onSale({ waitingRoom: 'hold' })];
  const page = await visit('/', { colorScheme, viewport: { width: 390, height: 844 } });
  async function clean(screen: string): Promise<void> {
    expect(await page.evaluate(TOO_WIDE), screen).toBe(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${screen}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
  }
  await page.locator('.show').first().waitFor(WITHIN);
  await clean('home');
  await page.goto(`${shop().url}/events/${hot}`);
  await button(page, 'Join the line').waitFor(WITHIN);
  await clean('line');
  await page.goto(`${shop().url}/events/${eventId}`);
  await page.locator('.map .section').first().waitFor(WITHIN);
  await clean('map');
  await button(page, 'Choose from a list').click();
  await clean('list');
  await page.locator('.map .section').first().click();
  await clean('section');
  await holdTwo(page);
  await clean('checkout');
  await button(page, /^Pay/).click();
  await shows(page, 'You are going!');
  await clean('tickets');
  await page.locator('.ticket a').first().click();
  await button(page, 'Copy the code').waitFor(WITHIN);
  await clean('ticket');
  for (const path of ['/orders', '/door', '/operator', '/nothing-here']) {
    if (path !== '/nothing-here') await page.goto(`${shop().url}${path}`);
    await page.getByRole('heading').first().waitFor(WITHIN);
    await clean(path);
  }
});
