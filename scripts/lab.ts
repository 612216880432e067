/**
 * All comparisons on one page:  npm run lab [-- --export]
 *
 *   --export   write the page as a file into ticketmaster/lab, as it reads without running; nothing is served
 *
 * Serves a page on http://127.0.0.1:3850 (PORT overrides): families and technologies as a matrix, charts from the figures that are kept and from the last
 * `npm run compare` of this machine, servers and lessons to start and to stop. Ctrl-C ends all that was started by it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '../ticketmaster/common/env.ts';
import { refuseToStart } from '../ticketmaster/common/http.ts';
import { catalog } from './exercises/catalog.ts';
import { ladders } from './exercises/ladders.ts';
import { type Progress, readProgress } from './exercises/progress.ts';
import { exported } from './lab/export.ts';
import { LAB_PORT, openLabPage } from './lab/open.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const say = (line: string) => console.log(line);

async function main(args: string[]): Promise<number> {
  const lab = labFrom(process.env);
  if (args.length === 0) return await serve();
  if (args.length > 1 || !['--export', '--help', '-h'].includes(args[0]!)) {
    console.error(`lab: there is no option ${args.join(' ')}. More: npm run lab -- --help`);
    return 2;
  }
  if (args[0] === '--export') {
    for (const [path, text] of exported(lab.repo)) {
      mkdirSync(join(lab.repo, path, '..'), { recursive: true });
      writeFileSync(join(lab.repo, path), text);
      say(`Written: ${path}`);
    }
    return 0;
  }
  const help = readFileSync(import.meta.filename, 'utf8').match(/\/\*\*\n(.*?)\n \*\//s)![1]!;
  say(help.replace(/^ \* ?/gm, ''));
  return 0;
}

async function serve(): Promise<number> {
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP');
  const lab = labFrom(process.env);
  const { LESSON_PORT } = process.env; // for tests: 0 lets each lesson take any port
  const page = await openLabPage({
    ...{ lab, environment: process.env, port: env.count('PORT', LAB_PORT), say },
    exercises: () => withProgress(readProgress(join(lab.repo, 'exercises'))),
    ...(LESSON_PORT !== undefined && { forLessons: { PORT: LESSON_PORT } }),
  });
  say(`READY ${page.url}\nThe page of the lab: comparisons, servers, lessons. Ctrl-C ends all that is started there.`);
  await interrupted;
  await page.close();
  say('Stopped.');
  return 0;
}

const onPage = () => [
  ...catalog(),
  ...ladders().map(ladder => ({ ...ladder, level: `${ladder.levels.length} levels` })),
];
const withProgress = (progress: Progress) =>
  onPage().map(({ name, folder, title, level }) => ({ name, lesson: folder, title, level, ...progress[name] }));

main(process.argv.slice(2)).then(code => process.exit(code), refuseToStart);
