import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commitOf, headLine, thisMachine } from './machine.ts';
import { asMarkdown, keep, type Report } from './report.ts';

const report: Report = {
  name: 'simplest',
  unit: 'requests per second',
  title: 'reserve <fast> & "loud"',
  facts: {
    at: new Date('2027-01-31T12:00:30Z'),
    commit: '379083e+changes',
    machine: { cpu: 'Abacus 3', cores: 4, memoryGb: 24, os: 'Debian', node: '24.21.0' },
    circumstances: ['PostgreSQL 18.4'],
    command: 'npm run bench -- simplest',
  },
  rows: [
    { target: 'bare', perSecond: { median: 2000, min: 1000, max: 4000 }, ratios: {} },
    { target: 'pgbench', missing: 'install it', ratios: {} },
  ],
  notes: ['All is well.'],
  rounds: [],
};

it('says when, which code, where, on what, and how to do it again', () => {
  expect(headLine(report.facts)).toBe(
    '2027-01-31 12:00 UTC · commit 379083e+changes · 4 × Abacus 3, 24 GB, Debian · Node 24.21.0 · PostgreSQL 18.4 · `npm run bench -- simplest`',
  );
});

it('knows this machine, and a folder that is no checkout', () => {
  const machine = thisMachine();
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.node).toBe(process.versions.node);
  expect(commitOf(folderFor('no-git-'))).toBe('unknown (no git checkout)');
});

it('puts the notes below the table', () => {
  expect(asMarkdown(report)).toMatch(/^2027.*\n\n\| target [\s\S]*install it [\s\S]*\|\n\n\* All is well\.\n$/);
});

it('draws a bar for what was measured, and writes any name so that it stays text', async () => {
  const svg = readFileSync((await kept()).find(path => path.endsWith('.svg'))!, 'utf8');
  const texts = [...svg.matchAll(/<text[^>]*>([^<>]*)<\/text>/g)].map(match => match[1]);
  expect(texts).toEqual([
    ...['0', '1,000', '2,000', '3,000', '4,000', 'requests per second', 'bare', '2,000'],
    'reserve &lt;fast&gt; &amp; "loud"',
  ]);
  expect(svg).toMatch(/>requests per second: median of 0 [\s\S]*379083e\+changes/);
});

it('keeps text, chart and figures, and copies of them where they are to be shown', async () => {
  const home = join(folderFor('bench-'), 'bench');
  const paths = await kept(home);
  expect(paths).toEqual(['json', 'md', 'svg'].map(ending => join(home, `simplest.${ending}`)));
  expect(JSON.parse(readFileSync(paths[0]!, 'utf8'))).toMatchObject({
    name: 'simplest',
    rows: [{ target: 'bare' }, {}],
  });
});

const kept = (home?: string) => keep(report, folderFor('bench-'), home);

/** A folder that goes when the test ends. */
function folderFor(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
