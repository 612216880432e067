/** The page and its charts, made from the figures when somebody asks, and kept until the figures change. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { drawn } from '../compare/report.ts';
import { type Compared, comparisonsIn, hasChart, type Measured } from './reports.ts';

export interface Figures {
  /** All comparisons, read anew where a file has changed. */
  all(): Compared[];
  /** A chart of a comparison's folder, by its file; undefined where there is none. */
  chart(home: string, file: string): Promise<string> | undefined;
  /** One of this machine's run, by the comparison's name. */
  ownChart(name: string, file: string): Promise<string> | undefined;
}

export function openFigures(repo: string, ownFolder: string): Figures {
  let stamp: string | undefined;
  let all: Compared[] = [];
  const charts = new Map<string, Promise<string>>();

  function fresh(): Compared[] {
    const files = [
      ...globSync('ticketmaster/**/compare/*.json', { cwd: repo }).map(path => join(repo, path)),
      ...globSync('*.json', { cwd: ownFolder }).map(path => join(ownFolder, path)),
    ];
    const now = files.map(file => `${file} ${statSync(file).mtimeMs}`).join();
    if (now !== stamp) {
      all = comparisonsIn(repo, ownFolder);
      charts.clear();
      stamp = now;
    }
    return all;
  }

  function chartIn(key: string, sections: Measured[] = [], file: string): Promise<string> | undefined {
    const section = sections.filter(hasChart).find(({ chart }) => chart.file === file);
    if (!section) return undefined;
    const known = charts.get(key) ?? drawn(section.chart, section.facts);
    charts.set(key, known);
    return known;
  }

  return {
    all: fresh,
    chart: (home, file) => chartIn(`${home} ${file}`, fresh().find(one => one.home === home)?.sections, file),
    ownChart: (name, file) => chartIn(`own ${name} ${file}`, fresh().find(one => one.name === name)?.own, file),
  };
}
