/** The labs of the lanes: each has servers of its own. */
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { runningNative } from '../servers/native.ts';
import { status, stop, usesDocker } from '../servers/provision.ts';
import { allServers, type Lab, labFrom } from '../servers/registry.ts';
import { ofTrees } from './cpu.ts';

const PORTS_OF_A_LAB = 100;
const MOST = 16; // so that their ports stay below those of the labs that tests open
const GIGABYTES_EACH = 2; // its share of the heavy servers, and the tests themselves

/** One for each core and one more, since tests mostly wait; fewer where memory is short, and as LAB_LANES says. */
export function laneCount(LAB_LANES = '', cores = availableParallelism(), memory = totalmem()): number {
  if (LAB_LANES === '') return Math.max(1, Math.min(cores + 1, Math.floor(memory / 2 ** 30 / GIGABYTES_EACH), MOST));
  const count = Number(LAB_LANES);
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw new Error(`LAB_LANES must be a number from 1 to ${MOST}, got ${LAB_LANES}`);
}

/** Why there can be one lane only; undefined when nothing forbids more. */
export async function onlyOneLane(lab: Lab, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = allServers(lab).find(({ variable }) => environment[variable]);
  if (given) return `${given.variable} is set: one server for all`;
  return (await usesDocker(lab)) ? 'the ports of Docker Compose are fixed' : undefined;
}

/** The first lane is the lab itself, as its settings say; the others lie below it, and on the next ports. */
export function environmentOf(lane: number, lab: Lab, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (lane === 0) return environment;
  const { PORT: _, ...others } = environment; // one for all walkthroughs would be none
  return {
    ...others,
    LAB_DIR: join(homeOf(lab), 'lanes', `${lane}`),
    LAB_PORTS_FROM: `${lab.portsFrom + lane * PORTS_OF_A_LAB}`,
    LAB_PROVIDER: 'native', // a Docker that comes up meanwhile has one set of ports
  };
}

/** What the lab writes is below this folder. */
export const homeOf = (lab: Lab) => join(lab.dir, '..');

/** The servers of several labs: their CPU time, and their end. */
export async function serversOf(environments: NodeJS.ProcessEnv[]) {
  const labs = environments.map(environment => ({ environment, lab: labFrom(environment) }));
  const ofLab = async ({ environment, lab }: (typeof labs)[number]) => {
    const rows = await status(lab, environment);
    return rows.flatMap(({ provider, server }) => (provider === 'environment' ? [] : server));
  };
  const roots = () =>
    labs.flatMap(({ lab }) => allServers(lab).flatMap(server => runningNative(server)?.process.pid ?? []));
  const before = await Promise.all(labs.map(ofLab));
  const used = ofTrees(roots());
  const sum = (times: Iterable<number>) => [...times].reduce((total, time) => total + time, 0);
  const usedBefore = sum(used.values());
  return {
    /** Looks at the CPU time of those that live now; one that is killed later counts as of the last look. */
    look() {
      for (const [root, seconds] of ofTrees(roots())) used.set(root, seconds);
    },
    cpu: () => sum(used.values()) - usedBefore,
    /** Stops those that did not run before. */
    async stopStarted() {
      const stopped = labs.map(async (one, i) => {
        const started = (await ofLab(one)).filter(server => !before[i]!.includes(server));
        if (started.length) await stop(started, one.lab, () => {});
      });
      await Promise.all(stopped);
    },
  };
}
