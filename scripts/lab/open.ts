/** The page's server, with all that it starts. */
import { randomUUID } from 'node:crypto';
import { app, listen } from '../../ticketmaster/common/http.ts';
import { lastRunsIn } from '../compare/report.ts';
import type { Lab } from '../servers/registry.ts';
import { openFigures } from './drawn.ts';
import { type ExerciseOnPage, exercisesSection } from './exercises-section.ts';
import { lessonsSection, serversSection } from './live-sections.ts';
import { routesOf } from './routes.ts';
import { runningLessons } from './running-lessons.ts';
import { runningServers } from './running-servers.ts';

/** Of the page; every lesson has another. PORT overrides. */
export const LAB_PORT = 3850;

export interface Wanted {
  lab: Lab;
  environment: NodeJS.ProcessEnv;
  port: number;
  /** What a lesson's run.sh gets beside the environment; its own port where nothing is said of PORT. */
  forLessons?: Record<string, string>;
  /** All exercises with their progress; the page has none where nobody knows of any. */
  exercises?: () => ExerciseOnPage[];
  say(line: string): void;
}

/** Listens on 127.0.0.1. Closing it ends every lesson and stops every server that were started by it. */
export async function openLabPage({ lab, environment, port, forLessons = {}, exercises, say }: Wanted) {
  const { PORT: _1, LAB_RESULTS: _2, LAB_PART: _3, ...forAll } = environment;
  const servers = runningServers(lab, environment, say);
  const lessons = runningLessons(lab.repo, { ...forAll, ...forLessons });
  const figures = openFigures(lab.repo, lastRunsIn(lab));
  const sections = () => [
    ...[serversSection(), lessonsSection()],
    ...(exercises ? [exercisesSection(exercises())] : []),
  ];
  const parts = { repo: lab.repo, token: randomUUID(), figures, servers, lessons, sections };
  const server = await listen(
    app(routesOf(parts), async () => {}),
    port,
  );
  return {
    url: server.url,
    async close() {
      await server.close(1_000);
      await lessons.close();
      await servers.close();
    },
  };
}
