import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from 'express';

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
  for (const [path, name, type] of files) {
    const body = readFileSync(join(import.meta.dirname, 'page', name));
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
  return routes;
}
