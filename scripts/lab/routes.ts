/** What the server answers: the page, its files, charts that are drawn here, READMEs as text, and orders. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { json, send } from '../../ticketmaster/common/http.ts';
import { notFound } from '../../ticketmaster/common/problem.ts';
import { valid } from '../../ticketmaster/common/validation.ts';
import type { Figures } from './drawn.ts';
import { onlyFromThePage } from './guard.ts';
import { type MoreSection, page } from './page.ts';
import { HERE } from './places.ts';
import type { RunningLessons } from './running-lessons.ts';
import type { RunningServers } from './running-servers.ts';
import { FILES, fileOfPage } from './web-files.ts';

export interface Parts {
  repo: string;
  token: string;
  figures: Figures;
  servers: RunningServers;
  lessons: RunningLessons;
  /** Made anew for each request. */
  sections(): MoreSection[];
}

/** Scripts, styles and connections of this server, and nothing else; no page of a stranger shows it in a frame. */
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function routesOf(parts: Parts): Router {
  return Router().use(pageRoutes(parts)).use(orderRoutes(parts));
}

function pageRoutes({ repo, token, figures, sections }: Parts): Router {
  const routes = Router({ strict: true })
    .get('/', (_request, response) => response.redirect(302, `/${HERE}/`))
    .get(`/${HERE}/`, (_request, response) =>
      answer(response, 'text/html', page(figures.all(), { token, sections: sections() })),
    );
  for (const name of FILES) {
    const { type, text } = fileOfPage(name);
    routes.get(`/${HERE}/${name}`, (_request, response) => answer(response, type, text));
  }
  return routes
    .get(`/${HERE}/own/:name/:file`, async ({ params: { name, file }, path }, response) =>
      answer(response, 'image/svg+xml', await orNotFound(figures.ownChart(name, file), path)),
    )
    .get(/^\/(ticketmaster\/[\w/-]+)\/compare\/([\w-]+\.svg)$/, async ({ params, path }, response) =>
      answer(response, 'image/svg+xml', await orNotFound(figures.chart(params[0]!, params[1]!), path)),
    )
    .get(/^\/(ticketmaster\/[\w./-]+\.md)$/, ({ params, path }, response) => {
      const file = posix.normalize(params[0]!);
      if (!file.startsWith('ticketmaster/') || file.includes('node_modules') || !existsSync(join(repo, file)))
        throw notFound(path);
      answer(response, 'text/plain', readFileSync(join(repo, file), 'utf8'));
    });
}

const since = z.strictObject({ from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0) });

function orderRoutes({ token, servers, lessons }: Parts): Router {
  const fromThePage = onlyFromThePage(token);
  return Router()
    .get('/api/servers', async (_request, response) => send(response, 200, await servers.rows()))
    .post('/api/servers/:name/start', json, fromThePage, async ({ params: { name } }, response) => {
      await servers.order(name as string, 'start');
      send(response, 202, {});
    })
    .post('/api/servers/:name/stop', json, fromThePage, async ({ params: { name } }, response) => {
      await servers.order(name as string, 'stop');
      send(response, 202, {});
    })
    .get('/api/lessons', (_request, response) => send(response, 200, lessons.rows()))
    .get('/api/lessons/:id/log', ({ params: { id }, query }, response) =>
      send(response, 200, lessons.log(id, valid(since, query).from)),
    )
    .post('/api/lessons/:id/run', json, fromThePage, async ({ params: { id } }, response) => {
      const before = (await servers.rows()).filter(({ state }) => state !== 'stopped').map(({ name }) => name);
      const lesson = lessons.run(id as string);
      servers.alsoOurs(lesson.servers.filter(name => !before.includes(name)));
      send(response, 202, {});
    })
    .post('/api/lessons/:id/stop', json, fromThePage, ({ params: { id } }, response) => {
      lessons.stop(id as string);
      send(response, 202, {});
    });
}

async function orNotFound(found: Promise<string> | undefined, path: string): Promise<string> {
  if (!found) throw notFound(path);
  return await found;
}

function answer(response: Response, type: string, text: string): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store', // figures change, and so does the token
    'content-security-policy': type === 'image/svg+xml' ? "default-src 'none'; style-src 'unsafe-inline'" : policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
