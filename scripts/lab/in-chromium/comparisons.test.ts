// The matrix, its filters and the charts: as the server sends them, and as the file in the repo.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataOf } from '../../charts/inspect.ts';
import type { Report } from '../../compare/report.ts';
import { browserPages, expectAccessible, startLab, textsOf } from './lab-page.fixture.ts';

const repo = join(import.meta.dirname, '../../..');
const json = (path: string) => JSON.parse(readFileSync(join(repo, 'ticketmaster', path), 'utf8')) as Report;
const visit = browserPages();
let lab: Awaited<ReturnType<typeof startLab>>;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const addresses = {
  'as its server sends it': () => lab.url,
  'as the file in the repo': () => pathToFileURL(join(repo, 'ticketmaster/lab/index.html')).href,
};

/** A row of the matrix, by the name of its technology. */
const rowOf = (page: Page, name: string) => page.locator(`tr.technology[data-name="${name}"]`);
const shownNames = (page: Page) => page.locator('tr.technology:visible th a').allTextContents();

describe.each(Object.entries(addresses))('the page %s', (_what, address) => {
  it('has the figures of the JSON in its matrix, and what is broken with its reason', async () => {
    const page = await visit(address());
    const { sections } = json('tech-waiting-room/compare/waiting-room.json');
    const section = (title: string) => sections.find(one => one.title === title)!;
    const joins = section('Joining').rows.filter(([name]) => !name!.includes(':') && name !== 'no-op POST');
    expect(joins.length).toBeGreaterThan(2);
    for (const row of joins)
      expect(await rowOf(page, row[0]!).locator('[data-label="joins ÷ no-op POST"] b').textContent()).toBe(row.at(-1));
    for (const [name, ...cells] of section('The gate dies').rows)
      expect(
        await rowOf(page, name!.replace(/ \(.*/, '')).locator('[data-label="gate killed, ms"] b').textContent(),
      ).toBe(cells.at(-2));
    const promises = section('What each line keeps').raw as Record<string, { brokenBecause?: string }[]>;
    for (const [name, all] of Object.entries(promises)) {
      const kept = all.filter(({ brokenBecause }) => !brokenBecause).length;
      expect(await rowOf(page, name).locator('summary').first().textContent()).toContain(
        `${kept} of ${all.length} kept`,
      );
      for (const { brokenBecause } of all)
        if (brokenBecause) expect(await rowOf(page, name).textContent()).toContain(brokenBecause);
    }
  });

  it('shows every chart, which carries the figures of the JSON', async () => {
    const page = await visit(address());
    const { sections } = json('tech-locking-and-transactions/compare/locking.json');
    for (const { chart } of sections.filter(one => one.chart)) {
      const image = page.locator(`img[src$="tech-locking-and-transactions/compare/${chart!.file}"]`);
      const source = await image.evaluate((one: { src: string }) => one.src);
      const svg = source.startsWith('file:')
        ? readFileSync(new URL(source), 'utf8')
        : await (await fetch(source)).text();
      const { file: _, subtitles: _2, ...figures } = chart!;
      expect(metadataOf(svg)).toMatchObject(figures);
    }
    const widths = await page.$$eval(
      'figure img',
      async (all: { decode(): Promise<void>; naturalWidth: number; loading: string }[]) => {
        for (const one of all) one.loading = 'eager';
        await Promise.all(all.map(one => one.decode()));
        return all.map(one => one.naturalWidth);
      },
    );
    expect(widths.length).toBeGreaterThan(20);
    expect(Math.min(...widths)).toBeGreaterThan(600);
  });

  it('has each table of a chart as the JSON has it', async () => {
    const page = await visit(address());
    const { sections } = json('tech-notifications/compare/notifications.json');
    for (const { title, rows } of sections.filter(one => one.chart)) {
      const id = await page.getByRole('heading', { name: title, exact: true }).locator('xpath=..').getAttribute('id');
      const cells = await textsOf(page, `[id="${id}"] tbody :is(th, td)`);
      expect(cells).toEqual(rows.flat().map(cell => cell.replaceAll('**', '')));
    }
  });

  it('is narrowed by keyboard, without a reload, and says how much is left', async () => {
    const page = await visit(address());
    const all = await shownNames(page);
    await page.evaluate('window.sameDocument = true');
    await page.getByLabel('Family').focus();
    await page.keyboard.press('w');
    expect(await shownNames(page)).toEqual(['Redis Streams', 'Kafka', 'RabbitMQ', 'SQS FIFO', 'SQS standard']);
    expect(await page.locator('section.family:visible').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.type('keepsPlace');
    expect(await shownNames(page)).toEqual(['Kafka', 'RabbitMQ', 'SQS FIFO']);
    await page.keyboard.press('Tab');
    await page.keyboard.type('packages');
    expect(await shownNames(page)).toEqual(['RabbitMQ']);
    expect(await page.getByRole('status').filter({ hasText: 'technologies' }).textContent()).toBe(
      `1 of ${all.length} technologies`,
    );
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect.poll(() => shownNames(page)).toEqual(all);
    await page.getByLabel('keeps all its promises').press('Space');
    const whole = await shownNames(page);
    expect(whole).toContain('Kafka');
    expect(whole).not.toContain('Redis Streams');
    expect(whole).not.toContain('PostgreSQL, unsafe');
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  it('reads without JavaScript, filters aside', async () => {
    const page = await visit(address(), { javaScriptEnabled: false });
    expect((await shownNames(page)).length).toBeGreaterThan(30);
    expect(await page.getByRole('form').count()).toBe(0);
  });

  it('leads to files that are there', async () => {
    const page = await visit(address());
    const links = await page.$$eval('main a', (all: { href: string }[]) => all.map(one => one.href));
    const own = [
      ...new Set(links.filter(link => !/^https?:\/\/(?!127\.0\.0\.1)/.test(link)).map(link => link.split('#')[0]!)),
    ];
    expect(own.length).toBeGreaterThan(20);
    for (const link of own) {
      if (link.startsWith('file:')) expect(readFileSync(new URL(link), 'utf8').length).toBeGreaterThan(0);
      else expect([link, (await fetch(link)).status]).toEqual([link, 200]);
    }
  });
});

it('has nothing that axe objects to, served and opened, each kind of table once', async () => {
  const page = await visit(lab.url);
  await page.locator('tr[data-server=redis]').waitFor();
  const once = ['tr[data-name=Kafka]', 'tr[data-lesson]', 'section.family .charted', '.charted:has(h4)'];
  for (const one of once)
    await page.$$eval(`${one} details`, (all: { open: boolean }[]) => {
      all[0]!.open = true;
    });
  await expectAccessible(page);
});

it('has nothing that axe objects to, as a file, dark and narrowed', async () => {
  const page = await visit(addresses['as the file in the repo'](), { colorScheme: 'dark' });
  await page.getByLabel('Family').selectOption('Waiting room');
  await expectAccessible(page);
});

it('fits a telephone: only tables are wider, and are moved by themselves', async () => {
  const page = await visit(lab.url, { viewport: { width: 360, height: 740 } });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

it('has no button for servers in the file, and says what serves them', async () => {
  const page = await visit(addresses['as the file in the repo']());
  expect(await page.getByRole('button').allTextContents()).toEqual(['Show all']);
  expect(await page.getByRole('heading', { name: 'Servers' }).count()).toBe(0);
  expect(await page.locator('.note').textContent()).toContain('npm run lab');
});
