/** What must be on a machine beside npm, to run a lesson without Docker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf, known, programsIn } from '../docs/facts.ts';
import { kinds } from '../servers/registry.ts';

const repo = join(import.meta.dirname, '../..');

/** What servers and programs of the lab need. Throws for one that nobody has said it of. */
export function neededBy(names: string[]): string[] {
  const needs = names.flatMap(name => {
    const found = known[kindOf(name)];
    if (!found) throw new Error(`scripts/docs/facts.ts does not say what ${kindOf(name)} needs`);
    return [...found.packages, ...(found.java ? ['Java'] : [])];
  });
  return [...new Set(needs)];
}

/** What a lesson needs: its servers, and the programs that its run.sh looks for. */
export const neededByLesson = (home: string, servers: string[]): string[] =>
  neededBy([...servers, ...programsIn(readFileSync(join(repo, home, 'run.sh'), 'utf8'))]);

/** `npm`, `packages` or `Java`: the most that it asks for. Docker takes the place of Java, and of servers. */
export const levelOf = (needs: string[]): Level =>
  needs.includes('Java') ? 'Java' : needs.length ? 'packages' : 'npm';

export const LEVELS = ['npm', 'packages', 'Java'] as const;
export type Level = (typeof LEVELS)[number];

/** `3: redis, 2 × postgres`: so many servers, and of each kind how many, where that is more than one. */
export function partsInWords(servers: string[]): string {
  const counted = Map.groupBy(servers, kindOf);
  const said = [...counted].map(([kind, all]) => (all.length > 1 ? `${all.length} × ${kind}` : kind));
  return `${servers.length}: ${said.join(', ')}`;
}

/** Every kind of server, so that a test can see that none is missing here. */
export const kindsWithoutNeeds = () => Object.keys(kinds).filter(kind => !(kind in known));
