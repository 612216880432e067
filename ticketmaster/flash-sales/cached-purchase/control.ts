import { operatorOnly } from '@ticketmaster/common/bearer';
import { notFound, Problem } from '@ticketmaster/common/problem';
import type { Instance } from '@ticketmaster/instances/instance';
import { type Request, Router } from 'express';
import type { Topology } from './topology/topology.ts';

export interface ControlParts {
  topology: Topology;
  apps: Instance[];
  operatorToken: string;
}

/**
 * For the operator of the experiments:
 *
 *   GET  /api/topology               200 a table as text: who runs, where, as what
 *   POST /api/topology/{name}/kill   204 kill -9
 *   POST /api/topology/{name}/start  204 where it does not run: app servers and Sentinels alone
 *
 * A database or a Redis that was replaced is not started again: it would believe to be what it was, and two would take writes.
 */
export function controlRoutes({ topology, apps, operatorToken }: ControlParts): Router {
  const named = (request: Request) => {
    const name = String(request.params.name);
    const found = apps.find(one => one.name === name) ?? topology.member(name);
    if (!found) throw notFound(`server ${name}`);
    return found;
  };
  return Router()
    .use('/api/topology', operatorOnly(operatorToken))
    .get('/api/topology', async (_request, response) => {
      const rows = [
        ...apps.map(one => ({ name: one.name, port: new URL(one.url).port, role: one.isUp() ? 'up' : 'dead' })),
        ...(await topology.table()),
      ];
      const lines = rows.map(({ name, port, role }) => `${name.padEnd(11)} ${`${port}`.padEnd(6)} ${role}\n`);
      response.type('text/plain').send(lines.join(''));
    })
    .post('/api/topology/:name/kill', async (request, response) => {
      await named(request).kill();
      response.status(204).end();
    })
    .post('/api/topology/:name/start', async (request, response) => {
      const one = named(request);
      if (/^(postgres|redis)-/.test(one.name))
        throw new Problem(409, 'was-replaced', `${one.name} would believe to be what it was: start all anew`);
      await one.start();
      response.status(204).end();
    });
}
