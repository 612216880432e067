import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { barChart } from './chart.ts';
import { commitOf, headLine, thisMachine } from './machine.ts';
import { asMarkdown, keep, type Report } from './report.ts';

const report: Report = {
  name: 'simplest',
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

it('draws a bar for what was measured, and writes any name so that it stays text', () => {
  const svg = readFileSync(kept().find(path => path.endsWith('.svg'))!, 'utf8');
  const texts = [...svg.matchAll(/<text[^>]*>([^<>]*)<\/text>/g)].map(match => match[1]);
  expect(texts).toEqual([
    'reserve &lt;fast&gt; &amp; &quot;loud&quot;',
    expect.stringContaining('requests per second'),
    expect.stringContaining('379083e+changes'),
    'bare',
    '2,000',
  ]);
});

it('draws bars as long as their figures, all on the paper', () => {
  const svg = barChart(
    't',
    [],
    [2000, 4000].map(value => ({ label: 'x', value, min: value, max: value })),
  );
  const [paper, half, full] = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(match => Number(match[1]));
  expect(half! * 2).toBe(full);
  expect(full).toBeLessThan(paper!);
});

it('gives each technology one colour, and says which where the labels do not', () => {
  const bar = { value: 1, min: 1, max: 1 };
  const fills = (svg: string) => [...svg.matchAll(/height="22" rx="3" fill="(#\w+)"/g)].map(match => match[1]);
  const byLabel = barChart(
    't',
    [],
    ['Kafka', 'Kafka, one by one', 'SQS'].map(label => ({ ...bar, label })),
  );
  expect(fills(byLabel)[0]).toBe(fills(byLabel)[1]);
  expect(fills(byLabel)[0]).not.toBe(fills(byLabel)[2]);
  const named = barChart(
    't',
    [],
    [
      { ...bar, label: 'nowait', of: 'PostgreSQL' },
      { ...bar, label: 'redlock', of: 'Redis' },
    ],
  );
  expect(new Set(fills(named)).size).toBe(2);
  expect(named).toMatch(/>PostgreSQL<[\s\S]*>Redis<[\s\S]*>nowait</);
});

it('keeps text, chart and figures, and copies of them where they are to be shown', () => {
  const home = join(folderFor('bench-'), 'bench');
  const paths = kept(home);
  expect(paths).toEqual(['md', 'svg', 'json'].map(ending => join(home, `simplest.${ending}`)));
  expect(JSON.parse(readFileSync(paths[2]!, 'utf8'))).toMatchObject({
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
