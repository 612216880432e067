import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { comparisonsIn } from './reports.ts';

const repo = mkdtempSync(join(tmpdir(), 'reports-'));
const own = join(repo, 'own');
afterAll(() => rmSync(repo, { recursive: true }));

const machine = { cpu: 'Abacus 3', cores: 4, memoryGb: 24, os: 'Debian', node: '24.21.0' };
const facts = (at: string) => ({ at, commit: '379083e', machine, circumstances: [], command: 'npm run compare' });
const section = (title: string, more = {}) => ({ title, about: '', head: [], rows: [], raw: 1, ...more });
const write = (folder: string, report: unknown) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'lines.json'), typeof report === 'string' ? report : JSON.stringify(report));
};
const kept = {
  name: 'lines',
  facts: facts('2027-01-01T00:00:00Z'),
  sections: [section('Joining'), section('Leaving')],
};
write(join(repo, 'ticketmaster/tech-lines/compare'), kept);

it('finds every report that is kept, each section with when it was measured', () => {
  const [lines, ...others] = comparisonsIn(repo);
  expect(others).toEqual([]);
  expect([lines!.name, lines!.home, lines!.own]).toEqual(['lines', 'ticketmaster/tech-lines', []]);
  expect(lines!.sections.map(({ title, facts }) => [title, facts.at.getUTCFullYear()])).toEqual([
    ['Joining', 2027],
    ['Leaving', 2027],
  ]);
});

it('takes of this machine’s last run what is not a copy of what is kept', () => {
  write(own, kept);
  expect(comparisonsIn(repo, own)[0]!.own).toEqual([]);
  write(own, { ...kept, sections: [section('Joining', { facts: facts('2027-02-01T00:00:00Z') }), section('Leaving')] });
  expect(comparisonsIn(repo, own)[0]!.own.map(({ title }) => title)).toEqual(['Joining']);
  write(own, { ...kept, facts: facts('2027-02-01T00:00:00Z') });
  expect(comparisonsIn(repo, own)[0]!.own.map(({ title }) => title)).toEqual(['Joining', 'Leaving']);
  expect(comparisonsIn(repo, join(repo, 'nowhere'))[0]!.own).toEqual([]);
});

it.each(['{', '{}', 'null'])('names the file that is no report: %s', text => {
  write(own, text);
  expect(() => comparisonsIn(repo, own)).toThrow(`${join(own, 'lines.json')} is no report`);
});
