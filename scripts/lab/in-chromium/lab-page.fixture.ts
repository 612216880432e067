// The command `npm run lab` in a lab of its own, and a Chromium that looks at it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openChromium } from '../../../ticketmaster/diagrams/browser.ts';
import { eventually } from '../../../ticketmaster/testing/eventually.ts';
import { openLab } from '../../servers/lab.fixture.ts';

/** Starts the command as a person does, but for its ports. */
export async function startLab(more: Record<string, string> = {}) {
  const lab = await openLab();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../lab.ts')], {
    env: { ...lab.environment, PORT: '0', LESSON_PORT: '0', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (printed += text));
  const url = await eventually(() => {
    const ready = /^READY (\S+)/m.exec(printed)?.[1];
    if (!ready && child.exitCode === null) throw new Error(`not ready:\n${printed}`);
    return ready;
  }, 60_000);
  if (!url) throw new Error(`It ended:\n${printed}`);
  return {
    ...lab,
    url,
    printed: () => printed,
    /** Ctrl-C; answers the exit code. */
    async interrupt(): Promise<number | null> {
      child.kill('SIGINT');
      return (await exited)[0] as number | null;
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      await lab.close();
    },
  };
}

/** A browser for all tests of a file; whatever goes wrong in a page's scripts fails the test. */
export function browserPages() {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => void (await Promise.all(contexts.splice(0).map(one => one.close()))));
  return async (address: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', error => expect.fail(error.message));
    await page.goto(address);
    return page;
  };
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(told).toEqual([]);
}

/** The texts of all that a selector finds, in one call to the browser. */
export const textsOf = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (all: { textContent: string | null }[]) => all.map(one => (one.textContent ?? '').trim()));
