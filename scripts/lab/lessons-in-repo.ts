/** The subprojects of the repo that can be started, as their package.json says. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Lab, Manifest } from '../house/workspaces.ts';

const repo = join(import.meta.dirname, '../..');

export interface LessonInRepo {
  /** As it stands in an address: `tech-waiting-room.kafka`. */
  id: string;
  /** From the top of the repo. */
  home: string;
  title: string;
  port: number;
  servers: string[];
}

/** What a package.json in the repo says of its lab. */
export const labOf = (home: string): Lab =>
  (JSON.parse(readFileSync(join(repo, home, 'package.json'), 'utf8')) as Manifest).lab ?? {};

/** Every subproject with a port and a run.sh, in the order of the ports. */
export function lessonsInRepo(): LessonInRepo[] {
  const homes = globSync('ticketmaster/**/run.sh', { cwd: repo, exclude: ['**/node_modules/**'] }).map(dirname);
  return homes
    .filter(home => existsSync(join(repo, home, 'package.json')))
    .flatMap(home => {
      const { port, servers = [] } = labOf(home);
      return port ? [{ id: idOf(home), home, title: titleOf(home), port, servers }] : [];
    })
    .toSorted((a, b) => a.port - b.port);
}

const idOf = (home: string) => home.slice('ticketmaster/'.length).replaceAll('/', '.');

const titleOf = (home: string) => /^# (.+)$/m.exec(readFileSync(join(repo, home, 'README.md'), 'utf8'))![1]!;
