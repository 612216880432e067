// Servers and lessons, started and stopped on the page; what this machine has measured; Ctrl-C.

import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../../../ticketmaster/testing/processes.ts';
import type { Report } from '../../compare/report.ts';
import { processesIn, stranger } from '../../servers/lab.fixture.ts';
import { ping } from '../../servers/redis.ts';
import { serverNamed } from '../../servers/registry.ts';
import { browserPages, startLab } from './lab-page.fixture.ts';

const repo = join(import.meta.dirname, '../../..');
const LESSON = 'tech-waiting-room.redis-streams';
const visit = browserPages();
let lab: Awaited<ReturnType<typeof startLab>>;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const inState = (page: Page, what: string, state: string) =>
  page.locator(`[data-${what}][data-state="${state}"]`).waitFor();
const lessonRow = (page: Page) => page.locator(`[data-lesson="${LESSON}"]`);
/** As the page has it, which only its own site may read. */
const token = async () => /name="lab-token" content="([^"]+)"/.exec(await (await fetch(lab.url)).text())![1]!;

describe('a server', () => {
  it('is started and stopped by keyboard, and its URL answers meanwhile', async () => {
    const page = await visit(lab.url);
    await page.getByRole('button', { name: 'Start redis', exact: true }).press('Enter');
    await inState(page, 'server="redis"', 'running');
    const url = await page.locator('[data-server=redis] td').nth(4).textContent();
    await ping(url!);
    expect((await lab.servers('status')).stdout).toContain(url);
    await page.getByRole('button', { name: 'Stop redis', exact: true }).press('Enter');
    await inState(page, 'server="redis"', 'stopped');
    await expect(ping(url!)).rejects.toThrow();
  });
});

it('says why a server cannot be started', async () => {
  const redis = serverNamed('redis', lab.lab);
  const other = await stranger(redis.port);
  const page = await visit(lab.url);
  await page.getByRole('button', { name: 'Start redis', exact: true }).click();
  const state = page.locator('[data-server=redis] td').nth(1);
  await state.filter({ hasText: `stopped: Port ${redis.port}, which redis needs, is taken` }).waitFor();
  await other.close();
});

describe('a lesson', () => {
  it('runs with the server that it needs, shows its log and its address, and ends when it is stopped', async () => {
    const page = await visit(lab.url);
    const row = lessonRow(page);
    await row.getByRole('button', { name: /^Run/ }).click();
    await inState(page, `lesson="${LESSON}"`, 'running');
    const url = /http:\S+/.exec((await row.locator('.state').textContent())!)![0];
    const { pid } = (await (await fetch(`${url}/health`)).json()) as { pid: number };
    await row
      .locator('.log')
      .filter({ hasText: `READY ${url}` })
      .waitFor();
    await row.getByRole('button', { name: /^Stop/ }).click();
    await inState(page, `lesson="${LESSON}"`, 'ended');
    expect(await row.locator('.state').textContent()).toMatch(/^ended \((0|SIGTERM)\)$/);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('an order', () => {
  it.each([
    ['to no such server', '/api/servers/oracle/start', 404, 'no-such-server'],
    ['to a name that is a path', '/api/servers/..%2f..%2fetc/stop', 404, 'no-such-server'],
    ['to no such lesson', '/api/lessons/tech-waiting-room.oracle/run', 404, 'no-such-lesson'],
    ['to stop a lesson that does not run', `/api/lessons/real-implementation/stop`, 409, 'not-running'],
    ['that is not known', '/api/servers/redis/wipe', 404, 'not-found'],
    ['with a query', '/api/servers/redis/start?now=1', 400, 'invalid-request'],
  ])('%s is refused', async (_what, path, status, type) => {
    const answer = await fetch(`${lab.url}${path}`, { method: 'POST', headers: { 'x-lab-token': await token() } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, type });
  });

  it('with a body that it does not take is refused, and so is one that is no JSON', async () => {
    const headers = { 'x-lab-token': await token(), 'content-type': 'application/json' };
    for (const body of ['{"force":true}', '{', '[]'])
      expect((await fetch(`${lab.url}/api/servers/redis/start`, { method: 'POST', headers, body })).status).toBe(400);
  });

  it('without the token of the page, or from another site, changes nothing', async () => {
    const page = await visit(lab.url);
    const right = await token();
    for (const headers of [
      {},
      { 'x-lab-token': 'guessed' },
      { 'x-lab-token': right, origin: 'https://evil.example' },
      { 'x-lab-token': right, origin: 'null' },
    ]) {
      const answer = await fetch(`${lab.url}/api/servers/postgres/start`, { method: 'POST', headers });
      expect(await answer.json()).toMatchObject({ status: 403 });
    }
    const rebound = request(`${lab.url}/api/servers`, { headers: { host: 'evil.example' } }).end();
    const [response] = await once(rebound, 'response');
    response.resume();
    expect(response.statusCode).toBe(421);
    await page.locator('[data-server=postgres][data-state=stopped]').waitFor();
  });
});

it.each([
  ['/ticketmaster/nothing.md', 404],
  ['/ticketmaster/../package.json', 404],
  ['/ticketmaster/..%2f..%2fREADME.md', 404],
  ['/ticketmaster/tech-waiting-room/compare/nothing.svg', 404],
  ['/ticketmaster/lab/own/waiting-room/nothing.svg', 404],
  ['/.env', 404],
  [`/api/lessons/${LESSON}/log?from=-1`, 400],
  [`/api/lessons/${LESSON}/log?from=now`, 400],
  [`/api/lessons/${LESSON}/log?to=1`, 400],
])('answers %s as a problem', async (path, status) => {
  const answer = await fetch(`${lab.url}${path}`);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status });
});

it('draws what this machine has measured beside what is kept, from the next look on', async () => {
  const own = join(lab.folder, 'compare');
  mkdirSync(own);
  const kept = join(repo, 'ticketmaster/tech-waiting-room/compare/waiting-room.json');
  cpSync(kept, join(own, 'waiting-room.json')); // as `--write` leaves it: nothing new
  expect(await (await visit(lab.url)).locator('.own').count()).toBe(0);

  const report = JSON.parse(readFileSync(kept, 'utf8')) as Report;
  const joining = report.sections.find(({ title }) => title === 'Joining')!;
  const bars = joining.chart as { bars: { label: string; value: number }[] } & typeof joining.chart;
  bars.bars.find(({ label }) => label === 'Kafka')!.value = 4_321;
  const [told] = joining.rows.find(([name]) => name === 'Kafka')!.splice(-1, 1, '0.55');
  joining.facts = { ...report.facts, at: new Date('2027-01-31T12:00:00Z'), commit: 'beef123' };
  writeFileSync(join(own, 'waiting-room.json'), JSON.stringify(report));

  const page = await visit(lab.url);
  const kafka = page.locator('tr.technology[data-name=Kafka] [data-label="joins ÷ no-op POST"]');
  expect(await kafka.textContent()).toBe(`${told} joins ÷ no-op POST here 0.55`);
  expect(await page.locator('tr.technology .own').count()).toBeGreaterThan(0);
  const figures = page.locator('figure.own');
  expect(await figures.count()).toBe(1);
  expect(await figures.textContent()).toContain('2027-01-31 12:00 UTC, commit beef123');
  const source = await figures.locator('img').evaluate((image: { src: string }) => image.src);
  const svg = await (await fetch(source)).text();
  expect(svg).toContain('>4,321<');
  expect(svg).toContain('beef123');
});

it('ends on Ctrl-C with all that it has started, and nothing is left', async () => {
  const page = await visit(lab.url);
  await lessonRow(page).getByRole('button', { name: /^Run/ }).click();
  await inState(page, `lesson="${LESSON}"`, 'running');
  const url = /http:\S+/.exec((await lessonRow(page).locator('.state').textContent())!)![0];
  const { pid } = (await (await fetch(`${url}/health`)).json()) as { pid: number };
  expect(await lab.interrupt()).toBe(0);
  expect(lab.printed()).toMatch(/Stopped\.\n$/);
  expect(isAlive(pid)).toBe(false);
  expect(processesIn(lab.folder)).toEqual([]);
  await expect(fetch(lab.url)).rejects.toThrow();
});
