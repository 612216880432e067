import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort, type Spawned, spawnServer } from '@ticketmaster/testing/processes';

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

/** A process that can be killed, and comes back at the same address. */
export interface Door {
  name: string;
  url: string;
  /** All that it ever printed. */
  output(): string;
  /** Nobody killed it, and yet it is gone. */
  diedByItself(): boolean;
  kill(): Promise<void>;
  /** Where it does not run: starts it, and waits until it is ready. */
  start(): Promise<void>;
  /** Stands still for so long, as under a hypervisor that has better things to do. */
  pause(ms: number): Promise<void>;
  end(): Promise<void>;
}

/** What its process prints goes to `print`, too. */
export async function openDoor(
  name: string,
  script: string,
  environment: Record<string, string>,
  print?: (text: string) => void,
): Promise<Door> {
  const settings = { ...environment, PORT: `${await freePort()}` };
  let running: Spawned | undefined = await spawnServer(script, settings, print);
  let before = '';
  const gone = ({ process }: Spawned) => process.exitCode !== null || process.signalCode !== null;
  const leave = async (signal: NodeJS.Signals) => {
    const leaving = running;
    running = undefined;
    if (!leaving) return;
    await leaving.end(signal);
    before += leaving.output();
  };
  return {
    ...{ name, url: running.url },
    output: () => before + (running?.output() ?? ''),
    diedByItself: () => running !== undefined && gone(running),
    kill: () => leave('SIGKILL'),
    async start() {
      running ??= await spawnServer(script, settings, print);
    },
    async pause(ms) {
      const standing = running;
      standing?.process.kill('SIGSTOP');
      await sleep(ms);
      standing?.process.kill('SIGCONT');
    },
    end: () => leave('SIGTERM'),
  };
}

export const openProvider = (schema: string, settings: Record<string, string> = {}, print?: (text: string) => void) =>
  openDoor('provider', PROVIDER, { ...settings, PG_SCHEMA: schema }, print);

/**
 * Web processes, `web 1` and so on, and where there is more than one a worker. The first is alone at first: it makes the tables and the shows.
 * Where one does not start, none is left.
 */
export async function openInstances(count: number, open: (name: string, role: string) => Promise<Door>) {
  const first = await open('web 1', count === 1 ? 'all' : 'web');
  const names = Array.from({ length: count - 1 }, (_, i) => `web ${i + 2}`);
  const starting = names.map(name => open(name, 'web'));
  if (count > 1) starting.push(open('worker', 'worker'));
  const started = await Promise.allSettled(starting);
  const opened = [first, ...started.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))];
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await Promise.all(opened.map(door => door.end()));
    throw failed.reason;
  }
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
  const open = (name: string, role: string) => openDoor(name, server, { ...settings, ROLE: role });
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
