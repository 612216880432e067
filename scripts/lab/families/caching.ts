import { whole } from '../../bench/numbers.ts';
import type { GroupedBarChart } from '../../charts/grouped-bars.ts';
import type { Kept } from '../../compare/promises.ts';
import { type Family, type Figure, sectionOf } from '../figures.ts';
import { labOf } from '../lessons-in-repo.ts';
import type { Measured } from '../reports.ts';

const home = 'ticketmaster/tech-caching-hotkeys';
const TIERS = 'What each tier buys';

interface Stale {
  way: string;
  mostMs: number;
  boundMs: number;
}

/** A row for each way to read. */
export const caching: Family = {
  name: 'Caching and hot keys',
  home,
  technologies(sections) {
    const ways = [...new Set(staleIn(sections).map(({ way }) => way))];
    return ways.map(name => ({
      ...{ name, lesson: home, servers: labOf(home).servers ?? [] },
      promises: withinBound(sections, name),
      speed: besideNone(sections, name),
      recovery: takenOver(sections, name),
    }));
  },
};

const staleIn = (sections: Measured[]) => (sectionOf(sections, 'How stale an answer is')?.raw as Stale[]) ?? [];

function withinBound(sections: Measured[], name: string): Kept[] {
  const late = staleIn(sections).filter(({ way, mostMs, boundMs }) => way === name && mostMs > boundMs);
  const said = late.map(({ mostMs, boundMs }) => `${whole(mostMs)} ms old, with a bound of ${whole(boundMs)}`);
  return [{ promise: 'no answer older than its bound', ...(late.length > 0 && { brokenBecause: said.join('; ') }) }];
}

/** Reads for each read of the database alone, as drawn. */
function besideNone(sections: Measured[], name: string): Figure[] {
  const bars = (sectionOf(sections, TIERS)?.chart as GroupedBarChart | undefined)?.bars ?? [];
  return [...Map.groupBy(bars, ({ group }) => group)].flatMap(([group, all]) => {
    const [way, none] = [name, 'none'].map(series => all.find(bar => bar.series === series));
    if (!way || !none || name === 'none') return [];
    return [{ label: `reads ÷ database alone, ${group}`, value: (way.value / none.value).toFixed(2), section: TIERS }];
  });
}

/** Measured in the way where no tier 1 hides the death. */
function takenOver(sections: Measured[], name: string): Figure[] {
  const title = 'A node of the cluster dies';
  const raw = sectionOf(sections, title)?.raw as { killedMs: number; takenOverMs: number } | undefined;
  if (!raw || name !== 'redis') return [];
  return [
    { label: 'until a replica has taken over, ms', value: whole(raw.takenOverMs - raw.killedMs), section: title },
  ];
}
