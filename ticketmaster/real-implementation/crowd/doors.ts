import { join } from 'node:path';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { together } from '@ticketmaster/instances/together';
import { unique } from '@ticketmaster/testing/eventually';

export const SERVER = join(import.meta.dirname, '../server.ts');
const PROVIDER = join(import.meta.dirname, '../../tech-two-phase-payments/provider/server.ts');

export interface DoorsParts {
  /** Web processes. With more than one a worker of its own completes orders. */
  instances: number;
  holdSeconds: number;
  operatorToken: string;
  /** More of the environment of the shop's processes. */
  environment?: Record<string, string>;
  /** Started in place of the shop's own, for experiments. */
  server?: string;
  /** What all of them log: off, error, warn or info. */
  log?: string;
}

export const openProvider = (schema: string, settings: Record<string, string> = {}, print?: (text: string) => void) =>
  openInstance('provider', PROVIDER, { ...settings, PG_SCHEMA: schema }, print);

/**
 * Web processes, `web 1` and so on, and where there is more than one a worker. The first is alone at first: it makes the tables and the shows.
 * Where one does not start, none is left.
 */
export async function openInstances(count: number, open: (name: string, role: string) => Promise<Instance>) {
  const first = await open('web 1', count === 1 ? 'all' : 'web');
  const names = Array.from({ length: count - 1 }, (_, i) => `web ${i + 2}`);
  const starting = names.map(name => open(name, 'web'));
  if (count > 1) starting.push(open('worker', 'worker'));
  const opened = await together([Promise.resolve(first), ...starting]);
  return { webs: opened.slice(0, count), worker: opened[count] };
}

/** The shop as it stands in production: web processes, a worker, one provider; in a schema of its own. */
export async function openDoors({
  instances,
  holdSeconds,
  operatorToken,
  environment = {},
  server = SERVER,
  log = 'error',
}: DoorsParts) {
  const schema = unique('crowd');
  const providerSchema = unique('crowd_provider');
  const provider = await openProvider(providerSchema, { LOG: log });
  const settings = {
    ...{ PG_SCHEMA: schema, PROVIDER_URL: provider.url, OPERATOR_TOKEN: operatorToken },
    LOG: log,
    HOLD_SECONDS: `${holdSeconds}`,
    TRUST_PROXY: '1', // the crowd says where it comes from, as the proxy in front of a shop does
    ...environment,
  };
  const open = (name: string, role: string) => openInstance(name, server, { ...settings, ROLE: role });
  const { webs, worker } = await openInstances(instances, open).catch(async error => {
    await provider.end();
    throw error;
  });
  const all = [provider, ...webs, ...(worker ? [worker] : [])];
  return {
    ...{ schema, providerSchema, provider, providerUrl: provider.url, webs, worker, all, operatorToken, holdSeconds },
    urls: webs.map(({ url }) => url),
    /** Sets the provider's luck: see its control.ts. */
    async control(what: string, body: object): Promise<void> {
      const response = await fetch(`${provider.url}/_control/${what}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`the provider's ${what} was answered ${response.status}`);
    },
    close: async () => void (await Promise.all(all.toReversed().map(door => door.end()))),
  };
}

export type Doors = Awaited<ReturnType<typeof openDoors>>;
