import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Section } from './comparison.ts';
import { withPart } from './kept.ts';
import { asMarkdown, keep, lastRunsIn, putInto, type Report } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'compared-'));
afterAll(() => rmSync(folder, { recursive: true }));

const report: Report = {
  name: 'lines',
  facts: {
    at: new Date('2027-01-31T12:00:30Z'),
    commit: '379083e',
    machine: { cpu: 'Abacus 3', cores: 4, memoryGb: 24, os: 'Debian', node: '24.21.0' },
    circumstances: ['Redis 7.0.15 (native)'],
    command: 'npm run compare -- lines',
  },
  sections: [
    {
      ...{ title: 'Joining', about: 'All join.', head: ['line', 'a|b'], rows: [['Kafka', '7']], notes: ['Noisy.'] },
      chart: {
        ...{ kind: 'bars', file: 'joins.svg', title: 'Joins', subtitles: ['of 5'], unit: 'joins per second' },
        bars: [{ label: 'Kafka', value: 7, min: 6, max: 8 }],
      },
      raw: [1, 2],
    },
    { title: 'Leaving', about: 'All leave.', head: ['line'], rows: [], raw: [] },
  ],
};

it('is a head line, and for each section its title, what was done, table, notes and chart', () => {
  const text = asMarkdown(report, 'charts/', 3);
  expect(text).toMatch(
    /^2027-01-31 12:00 UTC · commit 379083e · .*Redis 7.0.15 \(native\) · `npm run compare -- lines`\n/,
  );
  expect(text).toContain(
    '### Joining\n\nAll join.\n\n| line | a\\|b |\n| --- | --: |\n| Kafka | 7 |\n\n* Noisy.\n\n![Joins](charts/joins.svg)\n\n### Leaving\n\nAll leave.\n\n| line |\n| --- |',
  );
});

it('is kept as raw figures, as text and as charts', async () => {
  const files = await keep(report, join(folder, 'kept'));
  expect(files.map(file => file.slice(folder.length))).toEqual([
    '/kept/lines.json',
    '/kept/lines.md',
    '/kept/joins.svg',
  ]);
  expect(JSON.parse(readFileSync(files[0]!, 'utf8')).sections[0].raw).toEqual([1, 2]);
  expect(readFileSync(files[2]!, 'utf8')).toMatch(/^<svg [\s\S]*379083e[\s\S]*Abacus 3[\s\S]*<\/svg>\n$/);
});

it('is kept in the lab’s own folder by the last run, whether or not it is written into the repo', async () => {
  const home = lastRunsIn({ dir: join(folder, 'lab', 'servers') });
  await keep(report, home);
  expect(readdirSync(join(folder, 'lab', 'compare'))).toContain('lines.json');
});

it('keeps the figures even where a chart cannot be drawn', async () => {
  const bad = { ...report.sections[0]!.chart!, unit: '' } as Section['chart'];
  const home = join(folder, 'undrawable');
  await expect(keep({ ...report, sections: [{ ...report.sections[0]!, chart: bad! }] }, home)).rejects.toThrow(
    'no unit',
  );
  expect(readdirSync(home)).toEqual(['lines.json', 'lines.md']);
});

it('says of a section that was measured apart where and when, in its text and in its chart', async () => {
  const facts = { ...report.facts, commit: 'beef123' };
  const sections = withPart(report.sections, [{ ...report.sections[0]!, about: 'Again.' }], facts);
  expect(sections.map(({ title }) => title)).toEqual(['Joining', 'Leaving']);
  expect(asMarkdown({ ...report, sections }, '')).toMatch(
    /379083e[\s\S]*## Joining\n\nMeasured apart from the rest: .*beef123.*\n\nAgain\.[\s\S]*## Leaving/,
  );
  const [, , svg] = await keep({ ...report, sections }, join(folder, 'apart'));
  expect(readFileSync(svg!, 'utf8')).toContain('beef123');
});

it('goes into a README as far as it is meant for it, with a link to the rest', () => {
  const readme = join(folder, 'SHORT.md');
  const marks = ['<!-- compared: written by npm run compare, not by hand -->', '<!-- /compared -->'];
  writeFileSync(readme, marks.join('\n'));
  putInto(readme, { ...report, sections: [report.sections[0]!, { ...report.sections[1]!, inReadme: true }] });
  const text = readFileSync(readme, 'utf8');
  expect(text).toContain('### Leaving');
  expect(text).not.toContain('### Joining');
  expect(text).toContain('All tables: [compare/lines.md](compare/lines.md)');
});

it('goes between its marks in a README, again and again, and nothing else is touched', () => {
  const readme = join(folder, 'README.md');
  const [begin, end] = ['<!-- compared: written by npm run compare, not by hand -->', '<!-- /compared -->'];
  writeFileSync(readme, `# Lines\n\n${begin}\nold\n${end}\n\nThe end.\n`);
  putInto(readme, report);
  const once = readFileSync(readme, 'utf8');
  expect(once.startsWith(`# Lines\n\n${begin}\n\n2027-01-31`)).toBe(true);
  expect(once.endsWith(`\n\n${end}\n\nThe end.\n`)).toBe(true);
  expect(once).not.toContain('old');
  putInto(readme, report);
  expect(readFileSync(readme, 'utf8')).toBe(once);
  writeFileSync(readme, '# Lines\n');
  expect(() => putInto(readme, report)).toThrow('lacks the marks');
});
