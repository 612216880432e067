import { onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { eventually } from '@ticketmaster/testing/eventually';
import type { Instance } from './instance.ts';
import { keepRunning } from './keep-running.ts';
import type { Nginx } from './nginx.ts';

export interface Supervised {
  nginx: Nginx;
  /** Behind nginx. They end while it finishes what is in flight. */
  instances: Instance[];
  /** What those need until they have ended. */
  behind: Instance[];
}

const tell = (line: string) => console.error(line);

/** Prints what a process says, with its name before each line. */
export const printAs = (name: string) => (text: string) => {
  for (const line of text.split('\n')) if (line && !line.startsWith('READY ')) tell(`${name}: ${line}`);
};

/**
 * Starts them, waits until `GET /ready` is answered 200 through nginx, and prints READY. From then on who dies is started again, until this
 * process is told to end. All of them end with it, however it ends.
 */
export async function supervise(open: () => Promise<Supervised>): Promise<void> {
  const { nginx, instances, behind } = await openReady(open).catch(refuseToStart); // what runs by now ends with us
  let givenUp: Error | undefined;
  const giveUp = (reason: string) => {
    givenUp = new Error(reason);
    process.kill(process.pid, 'SIGTERM');
  };
  const stopKeeping = [nginx, ...instances, ...behind].map(one => keepRunning(one, { tell, giveUp }));
  const endAll = (all: Instance[]) => Promise.all(all.map(one => one.end()));
  onShutdown(
    () => Promise.all(stopKeeping.map(stop => stop())),
    () => nginx.end(() => endAll(instances)),
    () => endAll(behind),
    async () => givenUp && refuseToStart(givenUp),
  );
  console.log(`READY ${nginx.url}`);
}

async function openReady(open: () => Promise<Supervised>): Promise<Supervised> {
  const opened = await open();
  const { url } = opened.nginx;
  await eventually(async () => {
    const { status } = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) });
    if (status !== 200) throw new Error(`GET ${url}/ready is answered ${status}`);
  });
  return opened;
}
