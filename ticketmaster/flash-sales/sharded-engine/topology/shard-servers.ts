import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@ticketmaster/testing/processes';
import {
  beSynchronous,
  copyOf,
  initialise,
  type Place,
  postgres,
  promote,
  stopFollowing,
  untilStreaming,
  urlOf,
} from './postgres.ts';
import type { Program } from './program.ts';
import type { Server, TopologyParts } from './roles.ts';

interface Node {
  place: Place;
  drawn: number;
  program: Program;
}

/** The primary of a shard and its replica. They change places when the replica is promoted. */
export async function openShardServers(
  { postgres: programs, synchronous }: TopologyParts,
  drawn: { primary: number; replica: number },
  parent: string,
) {
  async function nodeAt(port: number): Promise<Node> {
    const folder = join(parent, `postgres-${port}`);
    await mkdir(folder, { mode: 0o755 });
    const place = { name: `postgres-${port}`, programs, folder, port: await freePort() };
    return { place, drawn: port, program: postgres(place) };
  }
  const nodes = [await nodeAt(drawn.primary), await nodeAt(drawn.replica)];
  let [primary, replica] = nodes as [Node, Node];

  /** Copies the primary anew, and follows it from then on. */
  async function follow(): Promise<void> {
    await replica.program.kill();
    await copyOf(primary.place.port, replica.place);
    await replica.program.start();
    await untilStreaming(primary.place.port);
    if (synchronous) await beSynchronous(primary.place.port);
  }

  await initialise(primary.place);
  await primary.program.start();
  try {
    await follow();
  } catch (error) {
    await Promise.all(nodes.map(({ program }) => program.end()));
    throw error;
  }
  let follows = true; // the replica has all that the primary had

  return {
    urls: nodes.map(({ place }) => urlOf(place)),
    has: (name: string) => nodes.some(({ place }) => place.name === name),
    programs: () => nodes.map(({ program }) => program),
    status: () =>
      nodes.map(({ place, drawn: there, program }): Server => {
        const role = program === primary.program ? 'primary' : 'replica';
        return { name: place.name, drawn: there, port: place.port, role, up: program.isUp() };
      }),

    async start(name: string): Promise<boolean> {
      if (name === replica.place.name && !follows) await follow();
      else await nodes.find(({ place }) => place.name === name)!.program.start();
      follows = true;
      return true;
    },

    async promote(): Promise<void> {
      await primary.program.kill();
      await promote(replica.place.port);
      [primary, replica] = [replica, primary];
      follows = false;
    },

    stall: () => stopFollowing(replica.place.port),
  };
}

export type ShardServers = Awaited<ReturnType<typeof openShardServers>>;
