import { Problem } from '@ticketmaster/common/problem';
import { type RequestHandler, Router } from 'express';
import type { Document } from './document.ts';

/**
 * By which methods a path may be asked, as the document says. `options`, before all routes, answers OPTIONS: by themselves express's routers
 * would each name only their own. `others`, after them, answers 405 to what is left (RFC 9110).
 */
export function methodsOf({ paths }: Document): { options: RequestHandler; others: Router } {
  const [options, others] = [Router(), Router()];
  for (const [path, described] of Object.entries(paths)) {
    const methods = Object.keys(described).map(method => method.toUpperCase());
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    const route = path.replace(/\{(\w+)\}/g, ':$1');
    options.options(route, (_request, response) => void response.writeHead(204, { allow }).end());
    others.all(route, (request, response) => {
      response.setHeader('allow', allow);
      throw new Problem(405, 'method-not-allowed', `${request.path} is asked by ${allow}, not by ${request.method}`);
    });
  }
  return {
    options: (request, response, next) => (request.method === 'OPTIONS' ? options(request, response, next) : next()),
    others,
  };
}
