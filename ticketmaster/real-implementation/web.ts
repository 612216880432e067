import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { servePageFile } from '@ticketmaster/notifications-sse/page';
import { Router } from 'express';

const folder = join(import.meta.dirname, 'web');
const types: Record<string, string> = { ts: 'text/javascript', css: 'text/css', html: 'text/html' };

/** Scripts, styles and connections of our own server, and nothing else: what somebody smuggles into the page does not run. */
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** Modules of a library, by the name under which the page gets them as they are: it draws the code of a ticket also without a network. */
const modules = { 'lean-qr': 'lean-qr.mjs', 'lean-qr/extras/svg': 'lean-qr-svg.mjs' };

/** Paths of the page: its script looks at the rest. */
const screens = ['/', '/events/:id', '/orders', '/orders/:id', '/tickets/:id', '/door', '/operator'];

/**
 * The visitor's page, as it lies in web/: the browser gets the files that you read, but for their types, which are taken out once, at the
 * start, and for where a library is. No bundler, nothing to build.
 */
export function webRoutes(): Router {
  const routes = Router();
  const serve = (path: string | string[], name: string) => {
    const extension = name.split('.').at(-1)!;
    const text = readFileSync(join(folder, name), 'utf8');
    const body = Buffer.from(extension === 'ts' ? stripTypeScriptTypes(located(text)) : text);
    servePageFile(routes, path, body, types[extension]!, policy);
  };
  for (const name of readdirSync(folder)) if (/^[\w-]+\.(ts|css)$/.test(name)) serve(`/web/${name}`, name);
  for (const [of, name] of Object.entries(modules))
    servePageFile(routes, `/web/${name}`, readFileSync(new URL(import.meta.resolve(of))), 'text/javascript', policy);
  serve(screens, 'index.html');
  return routes;
}

const located = (text: string) =>
  Object.entries(modules).reduce((all, [of, name]) => all.replaceAll(`from '${of}'`, `from '/web/${name}'`), text);
