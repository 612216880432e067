import { operatorOnly } from '@ticketmaster/common/bearer';
import { app, listen, send } from '@ticketmaster/common/http';
import { notFound } from '@ticketmaster/common/problem';
import type { Instance } from '@ticketmaster/instances/instance';
import { Router } from 'express';
import type { Server, Topology } from './topology/topology.ts';

export interface ControlParts {
  topology: Topology;
  instances: Instance[];
  servers: () => Server[];
  operatorToken: string;
}

/** For experiments: who runs where, and to kill them, start them again, and make a replica the primary. */
export async function openControl({ topology, instances, servers, operatorToken }: ControlParts) {
  const operator = operatorOnly(operatorToken);
  const instanceOf = (name: string) => instances.find(one => one.name === name);

  const verbs = {
    async kill(name: string) {
      await instanceOf(name)?.kill();
      return instanceOf(name) !== undefined || topology.kill(name);
    },
    async start(name: string) {
      await instanceOf(name)?.start();
      return instanceOf(name) !== undefined || topology.start(name);
    },
    promote: (nth: string) => topology.promote(Number(nth)),
  };

  const routes = Router()
    .get('/api/topology', (_request, response) => send(response, 200, { servers: servers() }))
    .post('/api/topology/:verb/:name', operator, async (request, response) => {
      const { verb, name } = request.params as Record<'verb' | 'name', string>;
      const known = Object.hasOwn(verbs, verb) && (await verbs[verb as keyof typeof verbs](name));
      if (!known) throw notFound(`${verb} of ${name}`);
      send(response, 200, { servers: servers() });
    });

  const { url, close } = await listen(app(routes, async () => {}));
  return { url, end: () => close(1_000) };
}
