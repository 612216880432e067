/**
 * All comparisons on one page:  npm run lab [-- --export]
 *
 *   --export   write the page as a file into ticketmaster/lab, as it reads without running; nothing is served
 *
 * Serves a page on http://127.0.0.1:3850 (PORT overrides): families and technologies as a matrix, charts from the figures that are kept and from the last
 * `npm run compare` of this machine, servers and lessons to start and to stop. Ctrl-C ends all that was started by it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '../ticketmaster/common/env.ts';
import { refuseToStart } from '../ticketmaster/common/http.ts';
import { catalog } from './exercises/catalog.ts';
import { ladders } from './exercises/ladders.ts';
import { type Progress, readProgress } from './exercises/progress.ts';
import { helpOf } from './help.ts';
import { exported } from './lab/export.ts';
import { LAB_PORT, openLabPage } from './lab/open.ts';
import { type Lab, labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const say = (line: string) => console.log(line);

async function main([option, ...others]: string[]): Promise<number> {
  const lab = labFrom(process.env);
  if (option === undefined) return await serve(lab);
  if (others.length === 0 && option === '--export') return writePage(lab);
  if (others.length === 0 && ['--help', '-h'].includes(option)) {
    say(helpOf(import.meta.filename));
    return 0;
  }
  console.error(`lab: there is no option ${[option, ...others].join(' ')}. More: npm run lab -- --help`);
  return 2;
}

function writePage({ repo }: Lab): number {
  for (const [path, text] of exported(repo)) {
    mkdirSync(join(repo, path, '..'), { recursive: true });
    writeFileSync(join(repo, path), text);
    say(`Written: ${path}`);
  }
  return 0;
}

async function serve(lab: Lab): Promise<number> {
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP');
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
