// The drawing that is kept here: what the document asks of it, line by line, as Chromium shows the file.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openChromium } from '@ticketmaster/diagrams/browser';
import { type Drawing, look } from '@ticketmaster/diagrams/seen.fixture';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as lines from './document-lines.fixture.ts';
import { HEIGHT, WIDTH } from './layout.ts';
import { MUTANTS } from './mutants.fixture.ts';
import { LEGIBLE, STYLE } from './style.fixture.ts';
import { drawing as drawn } from './svg.ts';

const here = import.meta.dirname;
const run = promisify(execFile);
const read = (file: string) => readFile(join(here, file), 'utf8');
const svg = await read('diagram.svg');
const tables = await read('../simulation/tables.md');

const { performanceMetrics, COLOR_SCHEME, ...rest } = lines;
const { MAIN_COMPONENTS, COMPONENT_DETAILS, DATA_FLOW, COMPLEXITY_INDICATORS, KEY_BENEFITS } = rest;
const WORDS = {
  ...{ MAIN_COMPONENTS, COMPONENT_DETAILS, DATA_FLOW, COMPLEXITY_INDICATORS, KEY_BENEFITS },
  PERFORMANCE_METRICS: performanceMetrics(tables),
};
const ALL = { ...WORDS, COLOR_SCHEME, STYLE, LEGIBLE };

let browser: Browser;
let page: Page;
let drawing: Drawing;
beforeAll(async () => {
  browser = await openChromium();
  page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  page.setDefaultTimeout(20_000);
  drawing = await look(page, svg);
});
afterAll(() => browser.close());

it('is what the command writes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drawing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await run(process.execPath, [join(here, 'draw.ts'), folder], { timeout: 30_000 });
  expect(await readFile(join(folder, 'diagram.svg'), 'utf8')).toBe(svg);
});

it('takes what was found from the simulation, and is not drawn without it', () => {
  expect(drawn(tables.replaceAll('$648', '$649'))).toContain('>$649<');
  expect(() => drawn(tables.replace('P50 15 s', 'P50 16 s'))).toThrow("no row 'P50 15 s'");
});

it('refers to nothing outside, and runs nothing', () => {
  expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /\w+:\/\/|data:|url\((?!#)|<(script|image|style|foreignObject|use|a)\b/,
  );
});

describe.each(Object.entries(ALL))('%s', (_, promised) => {
  it.each(promised)('%s', (_line, check) => {
    expect(check(drawing)).toEqual([]);
  });
});

describe('a drawing with one thing wrong is caught', () => {
  const all = Object.values(ALL).flat();
  const lineOf = (beginning: string) => all.find(([line]) => line.startsWith(beginning))!;
  const unnoticed = (some: typeof all, other: Drawing) => some.filter(([, check]) => check(other).length === 0);

  it.each(MUTANTS)('%s', async (_what, change, beginning) => {
    const [line, check] = lineOf(beginning);
    expect(check(await look(page, change(svg))), line).not.toEqual([]);
  });

  it('by each line of words, when no word is as it was', async () => {
    const other = await look(page, svg.replaceAll(/(<text [^>]*>)(\w|\W)/g, '$1~$2'));
    expect(unnoticed(Object.values(WORDS).flat(), other)).toEqual([]);
  });

  it('by each line of a colour, when no colour is as it was', async () => {
    const other = await look(
      page,
      svg.replaceAll(/#(?=[\da-f]{6}")/g, '#f').replaceAll(/(#f[\da-f]{5})[\da-f]"/g, '$1"'),
    );
    expect(unnoticed(COLOR_SCHEME, other)).toEqual([]);
  });

  it('by each line of style, each for a reason of its own', () => {
    const proven = MUTANTS.map(([, , beginning]) => lineOf(beginning)[0]);
    expect([...STYLE, ...LEGIBLE].map(([line]) => line).filter(line => !proven.includes(line))).toEqual([]);
  });
});
