// Visitors with a real Chromium, at a shop of their own.
import { env } from '@ticketmaster/common/env';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { WITHIN } from './page-steps.ts';
import { REQUESTS } from './request-limit.ts';
import { openTestShop } from './shop.fixture.ts';

export { button, holdTwo, shows, WITHIN } from './page-steps.ts';

interface Opened {
  url: string;
  close(): Promise<void>;
}

/** For all tests of a file: a browser, and for each of them a shop. */
export const visitors = () => visitorsOf(() => openTestShop({ requests: REQUESTS }));

/** The same at shops of another kind. */
export function visitorsOf<Shop extends Opened>(open: () => Promise<Shop>) {
  const contexts: BrowserContext[] = [];
  let browser: Browser;
  let shop: Shop;
  beforeAll(async () => {
    const quiet = ['networking', 'timer-throttling'].map(what => `--disable-background-${what}`);
    const plain = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-component-update'];
    browser = await chromium.launch({
      executablePath: env.text('CHROMIUM_PATH'),
      args: [...plain, '--disable-sync', ...quiet],
    });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    shop = await open();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(context => context.close()));
    await shop.close();
  });
  return {
    shop: () => shop,

    /** A visitor's browser, on a path; whatever goes wrong in its scripts fails the test. */
    async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext(options);
      contexts.push(context);
      context.setDefaultTimeout(WITHIN.timeout);
      const page = await context.newPage();
      page.on('pageerror', error => expect.fail(error.message));
      await page.goto(`${shop.url}${path}`);
      return page;
    },
  };
}

/** What has the focus, as it is named. */
export const focused = (page: Page) =>
  page.evaluate('document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ""') as Promise<string>;
