// The drawing that is kept here: what the document asks of it, line by line, as Chromium shows the file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openChromium } from '@ticketmaster/diagrams/browser';
import { type Drawing, look } from '@ticketmaster/diagrams/seen.fixture';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARROW_SPECIFICATIONS, CRITICAL_REQUIREMENTS, FINAL_CHECKLIST } from './document-lines.fixture.ts';
import { GEOMETRY } from './geometry.fixture.ts';
import { HEIGHT, WIDTH } from './layout.ts';
import { MUTANTS } from './mutants.fixture.ts';
import { SPECIFICATION } from './specification.fixture.ts';

const svg = readFileSync(join(import.meta.dirname, 'diagram.svg'), 'utf8');
const ALL = { FINAL_CHECKLIST, CRITICAL_REQUIREMENTS, ARROW_SPECIFICATIONS, SPECIFICATION, GEOMETRY };

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

describe.each(Object.entries(ALL))('%s', (_, lines) => {
  it.each(lines)('%s', (_line, check) => {
    expect(check(drawing)).toEqual([]);
  });
});

describe('a drawing with one thing wrong is caught', () => {
  const lines = Object.values(ALL).flat();
  const lineOf = (beginning: string) => lines.filter(([line]) => line.startsWith(beginning));

  it.each(MUTANTS)('%s', async (_what, change, beginning) => {
    const [line, check] = lineOf(beginning)[0]!;
    expect(check(await look(page, change(svg))), line).not.toEqual([]);
  });

  it('by every line of the document, each for a reason of its own', () => {
    expect(MUTANTS.filter(([, , beginning]) => lineOf(beginning).length !== 1)).toEqual([]);
    const proven = MUTANTS.map(([, , beginning]) => lineOf(beginning)[0]![0]);
    expect(lines.map(([line]) => line).filter(line => !proven.includes(line))).toEqual([]);
  });

  it('and a file that is no XML is no drawing', async () => {
    await expect(look(page, svg.replace('</g>', ''))).rejects.toThrow('is no SVG');
  });
});
