/** The lab's servers, started and stopped by the page. */
import { Problem } from '../../ticketmaster/common/problem.ts';
import { need, type Row, status, stop } from '../servers/provision.ts';
import { kinds, type Lab, serverNamed } from '../servers/registry.ts';

export interface ServerRow {
  name: string;
  kind: string;
  state: 'running' | 'stopped' | 'starting' | 'stopping';
  /** Whose it is, where it runs. */
  provider: Row['provider'] | '-';
  version: string;
  url: string;
  /** Why the last order failed. */
  problem?: string;
}

export interface RunningServers {
  rows(): Promise<ServerRow[]>;
  /** Begins to start or to stop it; how that ends, `rows` say. Throws a Problem for one that is not the lab's, or busy. */
  order(name: string, what: 'start' | 'stop'): Promise<void>;
  /** These were started on behalf of the page: they end with it. */
  alsoOurs(names: string[]): void;
  /** Stops what was started here, once all orders have ended. */
  close(): Promise<void>;
}

export function runningServers(lab: Lab, environment: NodeJS.ProcessEnv, say: (line: string) => void): RunningServers {
  const underWay = new Map<string, { state: 'starting' | 'stopping'; end: Promise<void> }>();
  const problems = new Map<string, string>();
  const ours = new Set<string>();

  async function rows(): Promise<ServerRow[]> {
    const running = new Map((await status(lab, environment)).map(row => [row.server, row]));
    const others = [...running.keys()].filter(name => !(name in kinds) && !isNode(name, lab));
    return [...Object.keys(kinds), ...others].map(name => {
      const row = running.get(name);
      const [busy, problem] = [underWay.get(name), problems.get(name)];
      const { provider = '-', version = '-', url = '-' } = row ?? {};
      return {
        ...{ name, kind: serverNamed(name, lab).kind.title, provider, version, url },
        state: busy?.state ?? (row ? 'running' : 'stopped'),
        ...(problem !== undefined && { problem }),
      };
    });
  }

  async function order(name: string, what: 'start' | 'stop'): Promise<void> {
    const row = (await rows()).find(one => one.name === name);
    if (!row) throw new Problem(404, 'no-such-server', `there is no server '${name}'`);
    if (row.provider === 'environment')
      throw new Problem(409, 'not-the-labs', `${name} is given by ${serverNamed(name, lab).variable}: it is yours`);
    if (underWay.has(name)) throw new Problem(409, 'busy', `${name} is ${row.state} already`, { retryable: true });
    problems.delete(name);
    if (what === 'start' && row.state === 'stopped') ours.add(name);
    const work = what === 'start' ? need([name], lab, environment, say) : stop([name], lab, say);
    const end = work
      .then(() => void (what === 'stop' && ours.delete(name)))
      .catch((error: Error) => void problems.set(name, error.message))
      .finally(() => underWay.delete(name));
    underWay.set(name, { state: what === 'start' ? 'starting' : 'stopping', end });
  }

  return {
    ...{ rows, order },
    alsoOurs(names) {
      for (const name of names) ours.add(name);
    },
    async close() {
      await Promise.all([...underWay.values()].map(({ end }) => end));
      if (ours.size) await stop([...ours], lab, say);
    },
  };
}

/** The second and further nodes of a cluster, which are started and stopped with the first. */
const isNode = (name: string, lab: Lab) => serverNamed(name, lab).kind.together !== undefined;
