import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemsOf } from '../charts/inspect.ts';
import { answered, filesOf, withAnswers } from './report.ts';

const repo = join(import.meta.dirname, '../..');
const EMPTY = '# T\n\n<!-- simulated: written by npm run simulate, not by hand -->\n<!-- /simulated -->\n\nend\n';

const written = async (seed: number) => {
  const effort = { seed, runs: 1, jobs: 100 };
  return new Map(await Array.fromAsync(filesOf(effort, answered(repo, effort), EMPTY)));
};

it('writes the same bytes for the same seed, with charts that stand alone, and no date', async () => {
  const files = await written(7);
  expect([...files.keys()]).toContain('load.svg');
  expect([...(await written(7))]).toEqual([...files]);
  expect((await written(8)).get('load.svg')).not.toBe(files.get('load.svg'));
  for (const [file, text] of files) if (file.endsWith('.svg')) expect([file, problemsOf(text)]).toEqual([file, []]);
});

it('puts the answers between the marks, and again in their place', async () => {
  const readme = (await written(7)).get('README.md')!;
  expect(readme).toMatch(/^# T\n[\s\S]*### What of the document is reached\?[\s\S]*\nend\n$/);
  const effort = { seed: 7, runs: 1, jobs: 100 };
  expect(withAnswers(readme, effort, answered(repo, effort))).toBe(readme);
  expect(() => withAnswers('# T', effort, [])).toThrow('lacks the marks');
});

it('asks about the lab’s own worker by the file that is named, and goes on without none that is missing', () => {
  const effort = { seed: 7, runs: 1, jobs: 100 };
  const folder = mkdtempSync(join(tmpdir(), 'measured-'));
  try {
    const file = join(folder, 'measured.json');
    const facts = { machine: 'a CPU', at: '2027-01-31', commit: '379083e', command: 'x' };
    writeFileSync(file, JSON.stringify({ ...facts, renderMs: [900, 1_100] }));
    expect(answered(repo, effort, file).map(({ title }) => title)).toContain('And the CPU worker of this lab?');
    expect(() => answered(repo, effort, join(folder, 'other.json'))).toThrow('no such file');
    writeFileSync(file, JSON.stringify({ ...facts, renderMs: [] }));
    expect(() => answered(repo, effort, file)).toThrow('renderMs');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
