/** The environment of a walkthrough. */
import { freePort } from '../../ticketmaster/testing/processes.ts';
import { isFree } from '../servers/ports.ts';
import { labFrom } from '../servers/registry.ts';

/**
 * A reader's environment, made predictable: nothing that forces or forbids colour, no start-up file for bash, and a free PORT
 * (READMEs write `${PORT:-3600}`), so that a walkthrough never meets a server that is already running. A PORT that is set stays.
 */
export async function walkthroughEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { FORCE_COLOR: _1, NO_COLOR: _2, CLICOLOR: _3, CLICOLOR_FORCE: _4, BASH_ENV: _5, ...kept } = env;
  return { ...kept, PORT: kept.PORT || String(await portOf(labFrom(env).portsFrom)) };
}

/**
 * READMEs start their next servers on PORT + 10, + 20 …; no server of a lab listens on a port that ends in 0 or 9, nor on the first ten, where a
 * lesson of several servers has PORT + 1, + 2 …
 */
const TENS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/**
 * One of the lab's own ports: no other lab's walkthrough has it, and the system gives it to nobody. Only a third walkthrough
 * at the same time in one lab must do with whatever is free.
 */
async function portOf(portsFrom: number): Promise<number> {
  for (const port of [portsFrom, portsFrom + 9]) {
    const free = await Promise.all(TENS.map(ten => isFree(port + ten)));
    if (free.every(Boolean)) return port;
  }
  return freePort();
}
