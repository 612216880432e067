import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort, type Spawned, spawnServer } from '@ticketmaster/testing/processes';

const SERVER = join(import.meta.dirname, '../server.ts');
const PROVIDER = join(import.meta.dirname, '../../tech-two-phase-payments/provider/server.ts');

export interface DoorsParts {
  /** Web processes. With more than one a worker of its own completes orders. */
  instances: number;
  holdSeconds: number;
  operatorToken: string;
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

async function openDoor(name: string, script: string, environment: Record<string, string>): Promise<Door> {
  const settings = { ...environment, PORT: `${await freePort()}` };
  let running: Spawned | undefined = await spawnServer(script, settings);
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
      running ??= await spawnServer(script, settings);
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

/** The shop as it stands in production: web processes, a worker, one provider; in a schema of its own. */
export async function openDoors({ instances, holdSeconds, operatorToken, server = SERVER, log = 'error' }: DoorsParts) {
  const schema = unique('crowd');
  const providerSchema = unique('crowd_provider');
  const provider = await openDoor('provider', PROVIDER, { PG_SCHEMA: providerSchema, LOG: log });
  const settings = {
    ...{ PG_SCHEMA: schema, PROVIDER_URL: provider.url, OPERATOR_TOKEN: operatorToken },
    LOG: log,
    HOLD_SECONDS: `${holdSeconds}`,
  };
  const opened = [provider];
  const open = async (name: string, role: string) => {
    const door = await openDoor(name, server, { ...settings, ROLE: role });
    opened.push(door);
    return door;
  };
  try {
    const webs = [await open('web 1', instances === 1 ? 'all' : 'web')]; // the first makes the tables and the shows
    for (let n = 2; n <= instances; n++) webs.push(await open(`web ${n}`, 'web'));
    const worker = instances === 1 ? undefined : await open('worker', 'worker');
    return {
      ...{ schema, providerSchema, provider, webs, worker, all: opened },
      urls: webs.map(({ url }) => url),
      /** Sets the provider's luck: see its control.ts. */
      async control(what: string, body: object): Promise<void> {
        const response = await fetch(`${provider.url}/_control/${what}`, {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
          signal: AbortSignal.timeout(10_000),
        });
        if (!response.ok) throw new Error(`the provider's ${what} was answered ${response.status}`);
      },
      close: async () => void (await Promise.all(opened.toReversed().map(door => door.end()))),
    };
  } catch (error) {
    await Promise.all(opened.map(door => door.end()));
    throw error;
  }
}

export type Doors = Awaited<ReturnType<typeof openDoors>>;
