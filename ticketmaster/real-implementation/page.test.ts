// The page, in a real Chromium.
import { AxeBuilder } from '@axe-core/playwright';
import { env } from '@ticketmaster/common/env';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from './shop.fixture.ts';

const WITHIN = { timeout: 30_000 };
let browser: Browser;
let shop: TestShop;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  const quiet = ['networking', 'timer-throttling'].map(what => `--disable-background-${what}`);
  browser = await chromium.launch({
    executablePath: env.text('CHROMIUM_PATH'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
      ...quiet,
    ],
  });
});
afterAll(() => browser.close());
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()));
  await shop.close();
});

/** A visitor's browser, on a path; whatever goes wrong in its scripts fails the test. */
async function visit(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.on('pageerror', error => expect.fail(error.message));
  await page.goto(`${shop.url}${path}`);
  return page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor(WITHIN);

/** Holds the best two by a press of a button. */
async function holdTwo(page: Page): Promise<void> {
  await button(page, 'together').click();
  await shows(page, 'Your seats are held');
}

describe('a visitor', () => {
  it('searches, waits in line, chooses, is declined, pays, and has tickets that are there after a reload', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'hold' });
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
    const { rows } = await shop.db.query('select status from purchase where event_id = $1', [eventId]);
    expect(rows).toEqual([{ status: 'CONFIRMED' }]);
  });

  it('is told at once when somebody else was faster, and sees the seat change', async () => {
    const eventId = await shop.onSale();
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
    const eventId = await shop.onSale();
    const page = await visit(`/events/${eventId}`);
    await page.locator('.map .section').first().waitFor(WITHIN);
    const focused = () => page.evaluate('document.activeElement?.textContent ?? ""') as Promise<string>;
    async function tabTo(text: RegExp): Promise<void> {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        if (text.test(await focused())) return;
      }
      throw new Error(`no way to ${text} by Tab`);
    }
    await page.getByRole('main').focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Choose from a list'); // the first stop of the screen
    await page.keyboard.press('Enter');
    await tabTo(/^3$/);
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
    const eventId = await shop.onSale();
    const page = await visit(`/events/${eventId}`);
    await holdTwo(page);
    await page.context().setOffline(true);
    await button(page, /^Pay/).click();
    await shows(page, /You are offline. Trying again/);
    await page.context().setOffline(false);
    await shows(page, 'You are going!');
    const { rows } = await shop.db.query('select captured_cents from purchase where event_id = $1', [eventId]);
    expect(rows).toEqual([{ captured_cents: 10_000 }]);
  });

  it('gives tickets back, and finds orders again', async () => {
    const eventId = await shop.onSale();
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
  const [eventId, hot] = [await shop.onSale(), await shop.onSale({ waitingRoom: 'hold' })];
  const page = await visit('/', { colorScheme, viewport: { width: 390, height: 844 } });
  async function clean(screen: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${screen}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
  }
  await page.locator('.show').first().waitFor(WITHIN);
  await clean('home');
  await page.goto(`${shop.url}/events/${hot}`);
  await button(page, 'Join the line').waitFor(WITHIN);
  await clean('line');
  await page.goto(`${shop.url}/events/${eventId}`);
  await page.locator('.map .section').first().waitFor(WITHIN);
  await clean('map');
  await page.getByRole('main').getByRole('button', { name: 'Choose from a list' }).click();
  await clean('list');
  await page.locator('.map .section').first().click();
  await clean('section');
  await holdTwo(page);
  await clean('checkout');
  await button(page, /^Pay/).click();
  await shows(page, 'You are going!');
  await clean('tickets');
  for (const path of ['/orders', '/door', '/operator', '/nothing-here']) {
    if (path !== '/nothing-here') await page.goto(`${shop.url}${path}`);
    await page.getByRole('heading').first().waitFor(WITHIN);
    await clean(path);
  }
});
