// Every chart in the repo: sound by itself, and exactly what the figures beside it draw.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAims } from '../bench/aims.ts';
import { type Bench, unitOf } from '../bench/bench.ts';
import { fairnessFiles, keptFairness } from '../bench/fairness-report.ts';
import * as benches from '../bench/report.ts';
import type { Comparison } from '../compare/comparison.ts';
import { retold } from '../compare/kept.ts';
import { filesOf, withReport } from '../compare/report.ts';
import * as simulation from '../simulation/report.ts';
import * as storms from '../storms/kept.ts';
import * as timelines from '../timelines/report.ts';
import { problemsOf } from './inspect.ts';

const repo = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(repo, path), 'utf8');
const charts = execFileSync('git', ['ls-files', 'ticketmaster'], { cwd: repo, encoding: 'utf8' })
  .split('\n')
  .filter(path => path.endsWith('.svg') && !path.endsWith('/diagram/diagram.svg') && existsSync(join(repo, path)));

interface Kept {
  command: string;
  /** By their paths in the repo: what the figures that are kept there say today. */
  files: Map<string, string>;
}

/** All that is kept of `npm run bench`, `compare`, `crowd`, `chaos`, `timelines`, `fairness` and `simulate`, told anew in memory. */
async function allKept(): Promise<Kept[]> {
  const subjects = globSync('{bench,compare}/*.{bench,compare}.ts', { cwd: join(repo, 'scripts') }).toSorted();
  const kept = subjects.map(async file => {
    const [name, word] = basename(file).split('.') as [string, 'bench' | 'compare'];
    const module = (await import(join(repo, 'scripts', file))) as { bench: Bench; compare: Comparison };
    const { home } = module[word];
    if (!existsSync(join(repo, home, word, `${name}.json`))) return [];
    const files = new Map<string, string>();
    const texts = word === 'bench' ? ofBench(name, module.bench) : ofComparison(name, module.compare, files);
    for await (const [file, text] of texts) files.set(`${home}/${word}/${file}`, text);
    return [{ command: `npm run ${word} -- ${name} --redraw`, files }];
  });
  return [
    ...(await Promise.all(kept)).flat(),
    ...(await keptStorms()),
    ...(await keptExperiments()),
    await ofFairness(),
    await ofSimulation(),
  ];
}

async function keptStorms(): Promise<Kept[]> {
  const runs = globSync(`${storms.HOME}/{crowd,chaos}-*.json`, { cwd: repo }).map(path =>
    storms.keptRun(join(repo, path)),
  );
  return Promise.all(
    runs.map(async ran => {
      const files = new Map<string, string>();
      for await (const [file, text] of storms.filesOf(ran)) files.set(`${storms.HOME}/${file}`, text);
      return { command: ran.facts.command, files };
    }),
  );
}

async function keptExperiments(): Promise<Kept[]> {
  const homes = globSync(`ticketmaster/**/${timelines.FOLDER}/timelines.json`, {
    cwd: repo,
    exclude: ['**/node_modules'],
  }).map(path => dirname(dirname(path)));
  return Promise.all(
    homes.map(async home => {
      const files = new Map<string, string>();
      const recorded = timelines.keptTimelines(join(repo, home));
      for await (const [file, text] of timelines.filesOf(recorded, read(`${home}/README.md`)))
        files.set(`${home}/${file}`, text);
      return { command: `npm run timelines -- --redraw ${home}`, files };
    }),
  );
}

async function ofFairness(): Promise<Kept> {
  const files = new Map<string, string>();
  for await (const [file, text] of fairnessFiles(keptFairness(join(repo, storms.HOME))))
    files.set(`${storms.HOME}/${file}`, text);
  return { command: 'npm run fairness -- --redraw', files };
}

/** Simulated anew: the same seed is the same text. */
async function ofSimulation(): Promise<Kept> {
  const files = new Map<string, string>();
  const effort = simulation.fullEffort(simulation.SEED);
  const readme = read(`${simulation.HOME}/README.md`);
  for await (const [file, text] of simulation.filesOf(effort, simulation.answered(repo, effort), readme))
    files.set(`${simulation.HOME}/${file}`, text);
  return { command: `npm run simulate -- --seed ${simulation.SEED} --write`, files };
}

async function* ofBench(name: string, bench: Bench) {
  const report = benches.keptReport(name, join(repo, bench.home, 'bench'), unitOf(bench), bench.aims);
  yield* benches.filesOf(report);
  if (bench.aims) yield ['../README.md', withAims(read(`${bench.home}/README.md`), report.rows, bench.aims)] as const;
}

function ofComparison(name: string, comparison: Comparison, files: Map<string, string>) {
  const report = retold(name, comparison, repo);
  const readme = `${comparison.home}/README.md`;
  files.set(readme, withReport(read(readme), report, readme));
  return filesOf(report);
}

const kept = await allKept();

it('knows every chart in the repo, and more than a few', () => {
  const drawn = kept.flatMap(({ files }) => [...files.keys()]);
  expect(charts.filter(chart => !drawn.includes(chart))).toEqual([]);
  expect(charts.length).toBeGreaterThan(5);
});

it.each(charts)('%s can be read, says its units and stands alone', chart => {
  expect(problemsOf(read(chart))).toEqual([]);
});

describe.each(kept)('$command', ({ files }) => {
  it.each([...files.keys()])('would leave %s as it is', path => {
    expect(firstDifference(read(path), files.get(path)!)).toBe(undefined);
  });
});

it('shows of two texts where they differ first, in short', () => {
  expect(firstDifference('a\nb', 'a\nb')).toBe(undefined);
  expect(firstDifference('a\nb', 'a')).toBe("line 2 is 'b', and would be ''");
  const long = 'x'.repeat(5_000);
  expect(firstDifference(`${long}1`, `${long}2`)).toBe(
    `line 1 is '…${'x'.repeat(40)}1', and would be '…${'x'.repeat(40)}2'`,
  );
});

/** A line of a chart that carries all of its data is long. */
function firstDifference(is: string, wouldBe: string): string | undefined {
  if (is === wouldBe) return undefined;
  const [one, other] = [is.split('\n'), wouldBe.split('\n')];
  const nth = Array.from({ length: Math.max(one.length, other.length) }, (_, i) => i).find(i => one[i] !== other[i])!;
  const [a, b] = [one[nth] ?? '', other[nth] ?? ''];
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  const from = Math.max(0, (at < 0 ? a.length : at) - 40);
  const around = (line: string) => `${from > 0 ? '…' : ''}${line.slice(from, from + 120)}`;
  return `line ${nth + 1} is '${around(a)}', and would be '${around(b)}'`;
}
