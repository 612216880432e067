import {
  beSynchronous,
  copy,
  initialise,
  openPostgres,
  type Postgres,
  promote,
  stopFollowing,
  untilStreaming,
} from './postgres.ts';
import type { Programs, Servers } from './servers.ts';

export interface PairParts {
  names: [primary: string, replica: string];
  /** To each, at most. */
  connections: number;
  /** A commit is acknowledged once the replica has it, too. Off, only the primary has it for certain. */
  synchronous: boolean;
}

export type PostgresPair = Awaited<ReturnType<typeof openPostgresPair>>;

/** A primary, and a replica that streams from it. They change places when the replica is promoted. */
export async function openPostgresPair(
  servers: Servers,
  programs: Programs,
  { names, connections, synchronous }: PairParts,
) {
  const open = (name: string) => openPostgres(servers, programs, name, connections);
  const both: [Postgres, Postgres] = [await open(names[0]), await open(names[1])];
  let [primary, replica] = both;
  let isCopy = false; // the replica has nothing that the primary has not

  async function follow(): Promise<void> {
    await replica.kill();
    await copy(primary, replica, programs);
    await replica.start();
    await untilStreaming(primary);
    if (synchronous) await beSynchronous(primary);
    isCopy = true;
  }

  await initialise(primary, programs);
  await primary.start();
  await follow();

  return {
    /** In the order of their names, whoever is the primary. */
    members: both,
    urls: both.map(({ url }) => url) as [string, string],
    primary: () => primary,

    /** A primary that was superseded comes back as the replica, with a fresh copy of the new one. */
    async start(name: string): Promise<void> {
      if (name === replica.name && !isCopy) await follow();
      else await both.find(one => one.name === name)!.start();
    },

    /** The old primary is killed first: two would both take writes. */
    async promote(): Promise<void> {
      await primary.kill();
      await promote(replica);
      [primary, replica] = [replica, primary];
      isCopy = false;
    },

    /** For experiments: the replica goes on answering, and hears nothing more of its primary. */
    stall: () => stopFollowing(replica),
  };
}
