import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Spawned, spawnServer } from '@ticketmaster/testing/processes';

/** A process that can be killed, and comes back at the same address. */
export interface Instance {
  name: string;
  url: string;
  /** All that it ever printed. */
  output(): string;
  isUp(): boolean;
  /** Nobody killed it, and yet it is gone. */
  diedByItself(): boolean;
  kill(): Promise<void>;
  /** Where it does not run: starts it, and waits until it is ready. */
  start(): Promise<void>;
  /** Stands still for so long, as under a hypervisor that has better things to do. */
  pause(ms: number): Promise<void>;
  end(): Promise<void>;
}

/** At the PORT of its environment, else a free one. What its process prints goes to `print`, too. */
export async function openInstance(
  name: string,
  script: string,
  environment: Record<string, string>,
  print?: (text: string) => void,
): Promise<Instance> {
  const settings = { PORT: `${await freePort()}`, ...environment };
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
    isUp: () => running !== undefined && !gone(running),
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
