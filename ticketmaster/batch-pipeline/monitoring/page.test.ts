// The page of charts, and the dashboard that shows the same.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { env } from '@ticketmaster/common/env';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Told } from './alerts.ts';
import { dashboard } from './dashboard.ts';
import { pageOf } from './page.ts';
import { panels } from './panels.ts';
import type { Points } from './prometheus.ts';

const NOW = Date.UTC(2027, 4, 1, 20);
const SECONDS = 300;
const points = (value: number): Points =>
  Array.from({ length: 60 }, (_, i) => [NOW / 1_000 - SECONDS + i * 5, value * i]);
const lines = (queries: Record<string, string>) =>
  Object.fromEntries(Object.keys(queries).map((name, nth) => [name, points(nth + 1)]));
const told: Told = {
  alert: 'WorkerDown',
  status: 'firing',
  severity: 'critical',
  summary: '<b>w1</b> & co',
  at: '2027-05-01T19:59:00.000Z',
};
const drawn = panels.map(panel => ({ ...panel, lines: lines(panel.queries) }));

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: env.text('CHROMIUM_PATH'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  page = await (await browser.newContext()).newPage();
}, 120_000);
afterAll(() => browser?.close());

it('shows each chart, what fires, and what was told', async () => {
  await page.setContent(pageOf(drawn, [told], [told], SECONDS, NOW));
  for (const { title } of panels)
    expect(await page.getByRole('img', { name: title, exact: true }).isVisible()).toBe(true);
  expect(await page.getByRole('status').textContent()).toBe('WorkerDown: <b>w1</b> & co');
  expect(await page.title()).toBe('1 alerts');
  expect(await page.locator('table').textContent()).toContain('19:59:00firingWorkerDown');
  const outside = await page.locator('svg').evaluateAll(all =>
    all
      .flatMap(svg => {
        const [box, inside] = [svg.getBoundingClientRect(), [...svg.querySelectorAll('polyline, text')]];
        return inside.filter(one => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
        });
      })
      .map(one => one.outerHTML),
  );
  expect(outside).toEqual([]);
});

it('says that all is well, where nothing was measured, too; and axe finds nothing', async () => {
  await page.setContent(
    pageOf(
      panels.map(panel => ({ ...panel, lines: {} })),
      [],
      [],
      SECONDS,
      NOW,
    ),
  );
  expect(await page.getByRole('status').textContent()).toBe('Nothing fires.');
  for (const firing of [[], [told]]) {
    await page.setContent(pageOf(drawn, firing, firing, SECONDS, NOW));
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  }
});

it('grafana.json is what dashboard.ts makes', async () => {
  expect(JSON.parse(await readFile(join(import.meta.dirname, 'grafana.json'), 'utf8'))).toEqual(dashboard());
});
