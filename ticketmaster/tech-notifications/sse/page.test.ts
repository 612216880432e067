// The visitor's page, in a real Chromium.
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type FaultProxy, proxyTo } from '@ticketmaster/testing/proxy';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.fixture.ts';
import { letIn } from './stream-promises.ts';

const servers = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };
let browser: Browser;
let server: TestServer;
let proxy: FaultProxy;
let context: BrowserContext;

beforeAll(async () => {
  const quiet = ['networking', 'timer-throttling'].map(what => `--disable-background-${what}`);
  browser = await chromium.launch({
    executablePath: env.text('CHROMIUM_PATH'),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet].concat([
      '--disable-component-update',
      '--disable-sync',
    ]),
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  server = await startServer(servers);
  proxy = await proxyTo(() => server.url);
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await proxy.close();
  await server.die();
});

/** Opens the page, and joins as somebody new. */
async function joined() {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  page.on('console', message => message.type() === 'error' && errors.push(message.text()));
  const [event, name] = [unique('E'), unique('ada')];
  const key = page.waitForRequest(/waiting-room/).then(request => request.headers().authorization!.slice(7));
  await page.goto(`${proxy.url}/?event=${event}`);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).click();
  await shows(page, `${name}, you are number 1 for ${event}.`);
  const alsoWaitsFor = async (...events: string[]) => {
    for (const other of events) await server.gate.join(other, name, await key);
  };
  return { page, errors, event, name, alsoWaitsFor };
}
const text = (page: Page) => page.getByRole('main').textContent();
const shows = (page: Page, what: string) => eventually(async () => expect(await text(page)).toContain(what), 60_000);
const connection = (page: Page, state: string) => shows(page, `Connection: ${state}`);
const lists = (page: Page, ...events: string[]) =>
  eventually(async () => {
    const lines = await page.getByRole('listitem').allInnerTexts();
    expect(lines.map(line => line.split(',')[0])).toEqual(events);
  }, 60_000);

describe('the page', () => {
  it('joins, is told the place, waits, and shows when the visitor is let in', async () => {
    const { page, errors, event } = await joined();
    await connection(page, 'live');
    expect(await page.getByRole('heading', { name: "You're in" }).isVisible()).toBe(false);
    await letIn(server, event);
    await page.getByRole('heading', { name: "You're in" }).waitFor();
    await lists(page, event);
    expect(await page.title()).toBe("You're in");
    expect(errors).toEqual([]);
  });

  it('cut off while others are let in, and back: it shows all, in order, once', async () => {
    const { page, event, alsoWaitsFor } = await joined();
    const missed = [unique('E2'), unique('E3')];
    const later = unique('E4');
    await alsoWaitsFor(...missed, later);
    await letIn(server, event);
    await lists(page, event);
    proxy.cut();
    await connection(page, 'connecting');
    for (const one of missed) await letIn(server, one);
    await lists(page, event);
    proxy.mend();
    await lists(page, event, ...missed);
    await letIn(server, later);
    await lists(page, event, ...missed, later);
  });

  it('offline, as the browser has it, with a connection that looks alive: it opens another when it is back', async () => {
    const { page, event, alsoWaitsFor } = await joined();
    const missed = unique('E2');
    await alsoWaitsFor(missed);
    await connection(page, 'live');
    await context.setOffline(true); // leaves open what is open: the stream would go on
    proxy.freeze('open');
    await connection(page, 'offline');
    await letIn(server, event);
    await letIn(server, missed);
    await context.setOffline(false);
    await lists(page, event, missed);
    await connection(page, 'live');
  });

  it('goes on when the server was restarted', async () => {
    const { page, event, alsoWaitsFor } = await joined();
    const missed = unique('E2');
    await alsoWaitsFor(missed);
    await letIn(server, event);
    await lists(page, event);
    await server.die();
    server = await startServer(servers);
    await letIn(server, missed);
    await lists(page, event, missed);
  });

  it('goes on after a reload where it was, and so does a second tab; both hear the next', async () => {
    const { page, event, alsoWaitsFor } = await joined();
    const [second, third] = [unique('E2'), unique('E3')];
    await alsoWaitsFor(second, third);
    await letIn(server, event);
    await lists(page, event);
    await page.goto('about:blank');
    await letIn(server, second);
    const asked = page.waitForRequest(/stream/);
    await page.goBack();
    expect((await asked).url()).toMatch(/\?lastEventId=1$/);
    await lists(page, event, second);
    const tab = await context.newPage();
    await tab.goto(page.url());
    await lists(tab, event, second);
    await letIn(server, third);
    for (const one of [page, tab]) await lists(one, event, second, third);
  });

  it('replaces what it knew when the server says how it stands', async () => {
    const { page, event } = await joined();
    await letIn(server, event);
    await lists(page, event);
    const changed = (lastEventId: number) => {
      const [name, visitor] = Object.entries({ ...localStorage })[0] as [string, string];
      const unknown = { notificationId: 'x', eventId: 'of-old', seq: 9, expiresAt: new Date().toISOString() };
      const { admissions, ...rest } = JSON.parse(visitor);
      localStorage.setItem(name, JSON.stringify({ ...rest, lastEventId, admissions: [...admissions, unknown] }));
    };
    await page.evaluate(changed, 9);
    await page.reload();
    await lists(page, event);
  });

  it('says that a name is taken, shows names as text, and runs no script but its own', async () => {
    const { name } = await joined();
    const other = await (await browser.newContext()).newPage();
    await other.goto(`${proxy.url}/?event=E`);
    await other.getByLabel('Your name').fill(name);
    await other.getByRole('button', { name: 'Join' }).click();
    await eventually(async () => expect(await other.getByRole('alert').textContent()).toContain('not the key'));

    const answer = await other.goto(`${proxy.url}/?event=<img src=x onerror=alert(1)>`);
    expect(answer!.headers()['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    const ran = await other.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      'ran' in window;
    }`);
    expect(ran).toBe(false);
    await other.context().close();
  });

  it('keeps the key where no script finds it', async () => {
    const { page } = await joined();
    await connection(page, 'live');
    const [{ value: key, ...cookie }] = (await context.cookies(
      `${proxy.url}/api/visitors/${await nameOf(page)}/stream`,
    )) as [Awaited<ReturnType<BrowserContext['cookies']>>[0]];
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const found = await page.evaluate('document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(found).not.toContain(key);
  });
});

const nameOf = async (page: Page) => (await text(page))!.match(/(ada\w+), you are/)![1]!;
