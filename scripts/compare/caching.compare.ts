import { hotKey } from './caching/hot-key.ts';
import { manyKeys } from './caching/many-keys.ts';
import { nodeDies } from './caching/node-dies.ts';
import { ratios } from './caching/ratios.ts';
import { openStage } from './caching/stage.ts';
import { howStale } from './caching/staleness.ts';
import { stalenessChart } from './caching/staleness-table.ts';
import { tier1Values } from './caching/tier1-values.ts';
import { whatEachTierBuys } from './caching/tiers.ts';
import type { Comparison, Measuring, Section } from './comparison.ts';
import { redrawn } from './kept.ts';

/**
 * Five ways to read what is sold meanwhile. `--rounds 3 --seconds 2` takes about 12 minutes, of which the full cross of ways, skews and sales
 * takes 8.
 */
export const compare: Comparison = {
  about: 'reading events through no cache, one tier, two tiers, shards and tracking: speed, staleness, hot keys',
  home: 'ticketmaster/tech-caching-hotkeys',
  servers: ['postgres', 'redis-cluster'],

  measure: async measuring => [
    ...(await onStage(measuring)),
    await hotKey(measuring), // from here on the lesson's processes are gone and send nothing of their own
    await manyKeys(measuring),
    await tier1Values(measuring),
    ...(await nodeDies(measuring)),
  ],

  parts: {
    'node-dies': nodeDies,
    async ratios(measuring) {
      await using stage = await openStage(measuring);
      return [await ratios(stage, measuring)];
    },
  },
  retell: kept => redrawn(kept, { 'How stale an answer is': stalenessChart }),
};

async function onStage(measuring: Measuring): Promise<Section[]> {
  await using stage = await openStage(measuring);
  const tiers = await whatEachTierBuys(stage, measuring);
  return [...tiers, await howStale(stage, measuring), await ratios(stage, measuring)];
}
