import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TICKETMASTER = join(import.meta.dirname, '../..');

/** Our images are named after the folders of their apps. */
const ours = ['batch-pipeline', 'real-implementation'];

/** What the programs of others answer to, as their documentation says. */
const others: Record<string, readonly string[]> = {
  prometheus: ['/-/healthy', '/-/ready'],
  alertmanager: ['/-/healthy', '/-/ready'],
  grafana: ['/api/health'],
};

/** What the sources of our apps say of themselves. Read once. */
export function readSources() {
  const common = readFileSync(join(TICKETMASTER, 'common/http.ts'), 'utf8');
  const texts = new Map(ours.map(app => [app, textsOf(app)]));
  return {
    isOurs: (program: string) => texts.has(program),
    /** Whether what `node FILE` starts is there. */
    isThere: (app: string, file: string) => existsSync(join(TICKETMASTER, app, file)),
    /** Whether some source of the app names that setting. */
    reads: (app: string, setting: string) => texts.get(app)?.some(text => text.includes(`'${setting}'`)) === true,
    /** What a program answers to GET: of ours, the routes of its sources and those that common/http.ts gives to all. */
    answers: (program: string) => {
      const own = texts.get(program);
      return own ? [...own, common].flatMap(routesIn) : others[program];
    },
  };
}

const routesIn = (text: string) => [...text.matchAll(/\.get\(\s*'(\/[^']*)'/g)].map(([, route]) => route!);

/** Tests left out: what only they say is not so. */
const textsOf = (app: string) =>
  globSync('**/*.ts', { cwd: join(TICKETMASTER, app), exclude: ['node_modules', 'deploy'] })
    .filter(file => !/\.(test|fixture)\.ts$/.test(file))
    .map(file => readFileSync(join(TICKETMASTER, app, file), 'utf8'));
