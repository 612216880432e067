import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IRouter, Router } from 'express';

const files = [
  ['/', 'index.html', 'text/html'],
  ['/page.js', 'page.js', 'text/javascript'],
  ['/page.css', 'page.css', 'text/css'],
] as const;

/** Scripts, styles and connections of our own server, and nothing else: what somebody smuggles into the page does not run. */
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The visitor's page, as it lies in page/: the browser gets the files that you read. */
export function pageRoutes(): Router {
  const routes = Router();
  for (const [path, name, type] of files)
    servePageFile(routes, path, readFileSync(join(import.meta.dirname, 'page', name)), type, policy);
  return routes;
}

/** A file of a page, read once; the browser asks each time whether it is still the same, and does in it what `policy` allows. */
export function servePageFile(
  routes: IRouter,
  path: string | string[],
  body: Buffer,
  type: string,
  policy: string,
): void {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  routes.get(path, (_request, response) => void response.writeHead(200, headers).end(body));
}
