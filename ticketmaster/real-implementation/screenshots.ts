// The pictures in the README: a shop with some life in it, and a visitor's browser on each screen.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { clientOf } from './client.ts';
import { openDoors } from './crowd/doors.ts';
import { button, holdTwo, shows, WITHIN } from './page-steps.ts';

const operatorToken = 'operator-of-the-pictures';
/** One has a waiting room; of the other some seats are sold and some are held. Both are in the arena. */
const [HOT, BUSY] = ['hot-of-the-pictures', 'E7']; // Redis keeps rooms by these names: the hot one is nobody else's
const WAITING = 137;

/** Takes all of them, and answers their sizes in bytes. */
export async function takeScreenshots(executablePath: string, folder: string, pgUrl: string) {
  const doors = await openDoors({ instances: 1, holdSeconds: 600, operatorToken });
  const url = doors.urls[0]!;
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
  const browser = await chromium.launch({ executablePath, args });
  await mkdir(folder, { recursive: true });
  try {
    const leave = await bringToLife(url);
    const taken = [];
    for (const [name, options, scene] of scenes) {
      const page = await openPage(browser, options);
      await scene(page, url);
      const path = join(folder, `${name}.png`);
      await page.mouse.move(0, 0); // or a seat is shown as under the pointer
      await page.evaluate(IMAGES);
      await page.screenshot({ path, animations: 'disabled' });
      await page.context().close();
      taken.push({ name, bytes: (await stat(path)).size });
    }
    await leave();
    return taken;
  } finally {
    await browser.close();
    await doors.close();
    const db = connectToPostgres(pgUrl, { schema: doors.schema });
    await db.query(`drop schema ${doors.schema}, ${doors.providerSchema} cascade`);
    await db.close();
  }
}

/** Resolves when the images that are seen are there. */
const IMAGES = `Promise.all([...document.images]
  .filter(image => image.getBoundingClientRect().top < innerHeight)
  .map(image => image.decode()))`;

const wide = { viewport: { width: 1280, height: 720 }, deviceScaleFactor: 0.75, colorScheme: 'light' } as const;
const narrow = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;

const scenes: [name: string, BrowserContextOptions, (page: Page, url: string) => Promise<void>][] = [
  [
    'home',
    wide,
    async (page, url) => {
      await page.goto(url);
      await page.locator('.show').nth(7).waitFor(WITHIN);
    },
  ],
  [
    'waiting-room',
    narrow,
    async (page, url) => {
      await page.goto(`${url}/events/${HOT}`);
      await button(page, 'Join the line').click();
      await shows(page, /\d ahead of you/);
    },
  ],
  ['seat-map', wide, (page, url) => choose(page, url)],
  ['seat-map-dark', narrow, (page, url) => choose(page, url)],
  [
    'checkout',
    narrow,
    async (page, url) => {
      await page.goto(`${url}/events/${BUSY}`);
      await holdTwo(page);
    },
  ],
  [
    'ticket',
    narrow,
    async (page, url) => {
      await page.goto(`${url}/events/${BUSY}`);
      await holdTwo(page);
      await button(page, /^Pay/).click();
      await page.locator('.ticket a').first().click();
      await button(page, 'Copy the code').waitFor(WITHIN);
    },
  ],
  [
    'operator',
    wide,
    async (page, url) => {
      await page.goto(`${url}/operator`);
      await page.getByLabel('Operator token').fill(operatorToken);
      await page.getByLabel('Event').fill(BUSY);
      await button(page, 'Watch').click();
      for (let n = 0; n < 20; n++) {
        await buy(url, { count: 1 + (n % 4) }, n % 3 > 0);
        await page.waitForTimeout(400); // for some seconds of its lines
      }
    },
  ],
];

async function choose(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/events/${BUSY}`);
  await shows(page, /seats are free, live/);
  await page.locator('.map .section').first().click();
  const free = page.locator('.inside .seat.free');
  await free.first().waitFor(WITHIN);
  for (const at of [60, 60]) await free.nth(at).click();
  await page.locator('.inside .seat.chosen').nth(1).waitFor(WITHIN);
  await page.locator('.choose').evaluate(element => element.scrollIntoView());
}

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...options, locale: 'en-GB', timezoneId: 'UTC' });
  context.setDefaultTimeout(WITHIN.timeout);
  return context.newPage();
}

/** Many wait for the hot show, which lets nobody in; for the busy one parties hold seats, and most of them pay. Answers how all leave. */
async function bringToLife(url: string): Promise<() => Promise<void>> {
  const operator = { authorization: `Bearer ${operatorToken}` };
  const show = { venueId: 'V1', name: 'The Analytical Engine Tour', performer: 'Ada and the Lovelaces', genre: 'Pop' };
  const path = `/api/events/${HOT}`;
  const { call, session } = clientOf(url);
  await call('PUT', path, { ...show, startsAt: '2027-06-18T19:00:00Z', priceCents: 8_900 }, operator);
  await call('PATCH', path, { status: 'ON_SALE', waitingRoom: 'hold' }, operator);
  const room = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: false };
  await call('PUT', `${path}/waiting-room`, room, operator);
  const waiting = await Promise.all(Array.from({ length: WAITING }, () => session()));
  const each = (method: string) =>
    waiting.map(({ cookie, userId }) => call(method, `${path}/waiting-room/${userId}`, undefined, { cookie }));
  await Promise.all(each('POST'));
  for (let n = 0; n < 120; n++) await buy(url, { count: 1 + ((n * 7) % 6) }, n % 4 > 0);
  return async () => void (await Promise.all(each('DELETE')));
}

async function buy(url: string, best: { count: number; section?: string }, pays: boolean): Promise<void> {
  const { call, session } = clientOf(url);
  const { cookie } = await session();
  const { orderId } = (await call('POST', `/api/events/${BUSY}/orders`, { best }, { cookie })).said;
  if (pays) await call('POST', `/api/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' }, { cookie });
}
