import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failover } from '../../../ticketmaster/flash-sales/contract/failover.ts';
import type { Measuring, Section } from '../comparison.ts';
import type { Report } from '../report.ts';
import { type Fallen, inSeconds } from './failover.ts';
import { openDisaster } from './lessons.ts';

const TITLE = 'What each failover loses';

/** As kept: those of the disaster are in its own raw figures, those of the other lessons in their folders. */
interface Kept extends Fallen {
  title: string;
  replication: 'none' | 'asynchronous' | 'synchronous';
}

/** Kills a server of the disaster, and tells it beside what the other lessons' commands have found. */
export async function losses(measuring: Measuring): Promise<Section> {
  const { servers, shop } = await openDisaster(measuring, 128);
  const load = { rate: 100, beforeMs: 4_000, afterMs: 8_000 };
  const found = await failover({ ...load, shop, kill: servers[0]!.kill });
  shop.close();
  const roles = Object.fromEntries(servers.map(one => [one.name, one.isUp() ? 'up' : 'dead']));
  measuring.tell(`failover      ${JSON.stringify({ ...found, bins: [] })}`);
  return lossesSection({ ...found, victim: servers[0]!.name, roles });
}

function lossesSection(ofDisaster: Fallen): Section {
  const all: [lesson: string, Kept][] = [
    ['disaster', { ...ofDisaster, title: 'A server dies', replication: 'none' }],
    ...keptBy('cached-purchase', () => 'asynchronous'),
    ...keptBy('sharded-engine', ({ synchronous }) => (synchronous ? 'synchronous' : 'asynchronous')),
  ];
  return {
    title: TITLE,
    about:
      'One server is killed -9 under a steady load. Lost are purchases that were answered 201 and are not stored afterwards. Second by second: `npm run compare -- cached-purchase` and `npm run compare -- sharded-engine`, which have measured this at times of their own.',
    head: ['lesson', 'what happens', 'replication', 'purchases away', 'views away', 'lost', 'sold twice'],
    rows: all.map(([lesson, { title, replication, purchasesAwayMs, viewsAwayMs, lost, oversold }]) => [
      ...[lesson, title, replication, inSeconds(purchasesAwayMs), inSeconds(viewsAwayMs)],
      ...[lost ? `**${lost}**` : '0', `${oversold}`],
    ]),
    notes: [
      'A server of the disaster that dies with a lock keeps its item from being sold until that ends, five seconds after it was taken. Nothing else is away.',
      'The disaster has one PostgreSQL and one Redis: where those die, nothing that was acknowledged is lost, and nothing is sold until they are started again.',
    ],
    raw: ofDisaster,
  };
}

/** Told anew, where it is this. */
export const lossesToldAnew = (section: Section): Section =>
  section.title === TITLE ? lossesSection(section.raw as Fallen) : section;

function keptBy(
  lesson: string,
  replicationOf: (raw: { synchronous?: boolean }) => Kept['replication'],
): [lesson: string, Kept][] {
  const path = join(import.meta.dirname, `../../../ticketmaster/flash-sales/${lesson}/compare/${lesson}.json`);
  const { sections } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return sections.flatMap(({ title, raw }): [string, Kept][] => {
    const fallen = raw as Partial<Fallen> & { synchronous?: boolean };
    return fallen.victim ? [[lesson, { ...(fallen as Fallen), title, replication: replicationOf(fallen) }]] : [];
  });
}
