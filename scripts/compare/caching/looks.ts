import type { NodeNow } from '../../../ticketmaster/tech-caching-hotkeys/nodes.ts';
import type { Counts } from '../../../ticketmaster/tech-caching-hotkeys/tiers/counts.ts';

/** The pointers to the newest versions, and the values: each read looks both up. */
export type WayCounts = Record<'versions' | 'values', Counts>;

/** What the servers and the cluster have done up to a moment. */
export interface Look {
  /** By performance.now(). */
  atMs: number;
  /** One for each server: way → counts. */
  servers: Record<string, WayCounts>[];
  nodes: NodeNow[];
}

/** Shares of look-ups, 0 to 1. */
export interface Hits {
  l1: number;
  l2: number;
  db: number;
  stale: number;
  /** Of all of these, those that waited for what another request in the same process had asked for. */
  coalesced: number;
}

export interface Spent {
  /** Queries of readers that the database got, a second. */
  queries: number;
  failed: number;
  hits: Hits;
  /** Commands of all masters, a second. */
  commands: number;
  /** The share of the master that carried out the most, 0 to 1; NaN where none carried out any. */
  busiest: number;
  /** All that the numbers above were made of. */
  counts: WayCounts;
  nodes: NodeNow[];
}

/** What the body of GET /api/cache says; throws when it says something else, such as why not. */
export function lookIn(body: unknown): { counts: Record<string, WayCounts>; nodes: NodeNow[] } {
  const { counts, nodes } = body as { counts?: Record<string, WayCounts>; nodes?: NodeNow[] };
  if (!counts || !nodes?.length) throw new Error(`GET /api/cache told no counts: ${JSON.stringify(body)}`);
  return { counts, nodes };
}

/** What reading in `way` has taken between two looks, over all servers. */
export function spentOn(way: string, before: Look, after: Look): Spent {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const counts = {
    versions: grown('versions', way, before, after),
    values: grown('values', way, before, after),
  };
  const nodes = after.nodes.map(({ node, commands, gets }) => {
    const then = before.nodes.find(one => one.node === node);
    if (!then) throw new Error(`${node} has become a master while it was measured`);
    return { node, commands: commands - then.commands, gets: gets - then.gets };
  });
  const both = (what: keyof Counts) => counts.versions[what] + counts.values[what];
  return {
    queries: both('loads') / seconds,
    failed: both('failed'),
    hits: hitsOf(both),
    commands: sum(nodes.map(({ commands }) => commands)) / seconds,
    busiest: busiestOf(nodes.map(({ commands }) => commands)),
    ...{ counts, nodes },
  };
}

function grown(of: keyof WayCounts, way: string, before: Look, after: Look): Counts {
  const names = Object.keys(after.servers[0]![way]![of]) as (keyof Counts)[];
  const total = (look: Look, name: keyof Counts) => sum(look.servers.map(server => server[way]![of][name]));
  return Object.fromEntries(names.map(name => [name, total(after, name) - total(before, name)])) as unknown as Counts;
}

/** The way that has no tiers counts only what it asks the database. */
function hitsOf(both: (what: keyof Counts) => number): Hits {
  const lookUps = both('l1') + both('l2') + both('db') + both('stale');
  if (lookUps === 0) return { l1: 0, l2: 0, db: both('loads') > 0 ? 1 : 0, stale: 0, coalesced: 0 };
  const share = (what: keyof Hits) => both(what) / lookUps;
  return { l1: share('l1'), l2: share('l2'), db: share('db'), stale: share('stale'), coalesced: share('coalesced') };
}

/** The greatest part of the whole. */
export const busiestOf = (parts: number[]): number => Math.max(...parts) / sum(parts);

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
