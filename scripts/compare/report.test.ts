import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { asMarkdown, keep, putInto, type Report } from './report.ts';

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
        file: 'joins.svg',
        title: 'Joins',
        subtitle: 'of 5',
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

it('is kept as text, as raw figures and as charts', () => {
  const files = keep(report, join(folder, 'kept'));
  expect(files.map(file => file.slice(folder.length))).toEqual([
    '/kept/lines.md',
    '/kept/lines.json',
    '/kept/joins.svg',
  ]);
  expect(JSON.parse(readFileSync(files[1]!, 'utf8')).sections[0].raw).toEqual([1, 2]);
  expect(readFileSync(files[2]!, 'utf8')).toMatch(/^<svg [\s\S]*Abacus 3[\s\S]*<\/svg>\n$/);
});

it('draws lines where a section has them', () => {
  const point = { x: 1, value: 7, min: 6, max: 8 };
  const lines = [{ label: 'Kafka', points: [point, { ...point, x: 10 }] }];
  const chart = { file: 'lines.svg', title: 'Joins', subtitle: 'of 5', axes: { x: 'visitors', y: 'joins' }, lines };
  const [, , svg] = keep({ ...report, sections: [{ ...report.sections[0]!, chart }] }, join(folder, 'lines'));
  expect(readFileSync(svg!, 'utf8')).toMatch(/<circle [\s\S]*visitors/);
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
