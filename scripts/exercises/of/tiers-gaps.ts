import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = 'tech-caching-hotkeys/tiers';

export const tiersGaps: Exercise[] = [
  {
    name: 'a-shard-on-each-node',
    folder,
    title: 'The tiers: spread the hottest key over all nodes',
    level: 3,
    kind: 'gap',
    symptom: `An operator: "One event has a third of all reads, and all of them meet on one node of the cluster; the others have nothing to do. We copied its key
four times, seats:0 to seats:3. It helped less than we hoped: one node still has half of it. It was the same for every event that we tried."`,
    changes: [
      {
        file: 'shards.ts',
        right: `/** Each node is hit once in 3.5 tries on average with three nodes, and after 64 only a node with hardly a slot is missed. */
const TRIES = 64;

/**
 * The suffixes \`key:0\`, \`key:1\`, … that are chosen so that each node has exactly one of them. Counting on is not enough: CRC16 keeps keys
 * that differ in a digit at fixed distances, and of four such keys two always meet on one of three nodes. Every process that sees the same
 * slot map chooses the same. \`prefix\` is what Redis sees in front of the keys.
 */`,
        wrong: `/**
 * The suffixes \`key:0\`, \`key:1\`, … that are chosen so that each node has exactly one of them. Every process that sees the same slot map
 * chooses the same. \`prefix\` is what Redis sees in front of the keys.
 */`,
      },
      {
        file: 'shards.ts',
        right: `  const byNode = new Map<string, string>();
  const nodes = countNodes(nodeOf);
  for (let suffix = 0; suffix < TRIES && byNode.size < nodes; suffix++) {
    const shard = \`\${key}:\${suffix}\`;
    const node = nodeOf(calculateSlot(prefix + shard));
    if (node !== undefined && !byNode.has(node)) byNode.set(node, shard);
  }
  return byNode.size ? [...byNode.values()] : [\`\${key}:0\`];
}`,
        wrong: `  // One key for each node that has slots, \`\${key}:0\` where no node is known yet. calculateSlot(text) is the slot of a key as Redis sees it. Look
  // at 64 suffixes at most: a node with hardly a slot may be missed.
  const node = nodeOf(calculateSlot(\`\${prefix}\${key}:0\`));
  throw new Error(\`${YOUR_TURN}: choose a suffix for each of \${countNodes(nodeOf)} nodes; \${node} would have \${key}:0\`);
}`,
      },
    ],
    check: { file: 'shards.test.ts', test: 'experiment 13: the busiest node gets all of one key', red: YOUR_TURN },
    servers: [],
    hints: [
      'Which node has a key is no secret: nodeOf(calculateSlot(prefix + key)). So a suffix need not be guessed, it can be tried.',
      'Count up the suffixes, and keep a suffix whose node has none yet, until each node has one.',
      'A Map from node to key does it. For three nodes it takes three and a half tries on average.',
    ],
    why: `A cluster spreads keys, not reads: one key is on one node, however hot it is. Copies of a key help only if they lie on other nodes, and CRC16 is
linear: keys that differ in one digit are always the same distance apart, so of four counted suffixes two meet on one of three nodes, for every
event. Choosing by the slot map gives each node exactly one copy. The price is a load for each copy after a change. Braces in the key would undo it
all: a hash tag puts everything on one node.`,
  },
  {
    name: 'which-version-is-it',
    folder,
    title: 'The tiers: a value under the name of its version',
    level: 3,
    kind: 'gap',
    symptom: `The page needs its cache back. Values lie under keys with a version, such as \`availability:E1:7:0\`, and nobody ever deletes one. What is missing
is the read: from the pointer, which says 7, to the value. A seat that is sold while a value is loaded must not be shown as free under version 8.`,
    changes: [
      {
        file: 'versioned.ts',
        right: `    if (pointer.value === undefined) return undefined;
    const key = \`\${name}:\${id}:\${pointer.value}\`;
    const shard = () => shardOf(userId, shards(id, key));
    const held = values.here(key) ?? (await values.get(key, () => load(id), shard));
    if (held.value === undefined) return undefined;
    const readAt = Math.max(pointer.readAt, held.readAt); // it was current when the pointer was read, and is as new as its own load
    return { value: held.value, version: pointer.value, from: slower(pointer.from, held.from), readAt };
  }`,
        wrong: `    // Undefined where the pointer or the source says that there is no such thing. The key is view, id and version; its name in tier 2 is the shard of
    // this user (shardOf). It came \`from\` the slower of the two, and is as new as the newer of the two says.
    await Promise.all([values, load, shards, shardOf, slower]);
    throw new Error(\`${YOUR_TURN}: \${name} of \${id} at version \${pointer.value}, for \${userId}\`);
  }`,
      },
    ],
    check: {
      file: 'versioned.test.ts',
      test: 'trap 2: a value is labelled with the version that was read before its load > so what is old',
      red: YOUR_TURN,
    },
    servers: [],
    hints: [
      'The version in the key is the one that the pointer had before anything was loaded. Do not ask for it again after the load.',
      'values.get(key, () => load(id), () => the name in tier 2) does the loading, the waiting and the keeping. Ask values.here(key) first: it waits for nobody.',
      'The key is made of the name, the id and pointer.value, with colons between them; the name in tier 2 is shardOf(userId, shards(id, key)).',
    ],
    why: `With the version in the key nothing has to be deleted, so no delete can be lost or come too early: after a change the old key is simply not asked
for any more. It holds as long as a key never lies to the bad side. Read before the load, the version may be older than the value, and the value is
newer than it says: harmless. Read after the load, it may be newer than the value: then the old value is served as the new one for its whole
life. The field calls it cache versioning, or key-based expiration.`,
  },
];
