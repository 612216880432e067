import type { Checkout } from './checkout.ts';
import { codeFiles } from './checkout.ts';

/**
 * The floors of the house. An import goes to the own subproject or to a lower floor, so whatever a reader opens, all it
 * stands on lies below.
 */
export const floorOf = {
  common: 0, // plumbing that knows nothing of tickets
  ground: 0, // parts with one client each, and what tests share: neither knows of tickets
  part: 1, // what the lessons of a family, or several families, share
  lesson: 2,
  composition: 3, // puts lessons and contracts together
  family: 3, // compare.ts, which runs the lessons of its family side by side
  scripts: 4,
  root: 5,
};

/** Folders of a family that are no lessons: its contract, what else its lessons share, a stand-in for an outside party. */
const partNames = ['contract', 'ledger', 'store', 'outbox', 'provider', 'tiers'];

const groundNames = ['diagrams', 'instances', 'limits', 'log', 'postgres', 'redis', 'testing'];

/** What several lessons share: a port and its promises; servers with replicas, made of two clients' ground parts. */
const sharedNames = ['payments', 'replicated-servers'];

/** Families of one lesson, which lies in the folder of the family and is made of other families' parts. */
const lessonIsFamily = ['tech-caching-hotkeys', 'tech-two-phase-payments'];

/** Lessons that are made of another lesson of their family, or of other families' parts. */
const standOnOthers = ['tech-locking-and-transactions/durable-execution'];

/** Where a file stands: its subproject's folder, and for what lies in a `tech-…` folder, that family. */
export interface Place {
  kind: keyof typeof floorOf;
  home: string;
  family?: string;
}

/** Undefined for a file that has no place in the house: one directly in ticketmaster/. */
export function placeOf(path: string): Place | undefined {
  const [top = '', second = '', third = ''] = path.split('/').slice(0, -1);
  if (top === 'scripts') return { kind: 'scripts', home: 'scripts' };
  if (top !== 'ticketmaster') return { kind: 'root', home: '' };
  if (!second) return undefined;
  const folder = `ticketmaster/${second}`;
  if (second === 'common') return { kind: 'common', home: folder };
  if (groundNames.includes(second)) return { kind: 'ground', home: folder };
  if (sharedNames.includes(second)) return { kind: 'part', home: folder };
  if (second === 'flash-sales' && third)
    return { kind: third === 'contract' ? 'part' : 'composition', home: `${folder}/${third}`, family: second };
  if (second === 'flash-sales') return { kind: 'family', home: folder, family: second };
  if (!second.startsWith('tech-')) return { kind: 'composition', home: folder };
  if (!third && lessonIsFamily.includes(second)) return { kind: 'composition', home: folder, family: second };
  if (!third) return { kind: 'family', home: folder, family: second };
  return { kind: kindIn(second, third), home: `${folder}/${third}`, family: second };
}

function kindIn(family: string, name: string): Place['kind'] {
  if (partNames.includes(name)) return 'part';
  return standOnOthers.includes(`${family}/${name}`) ? 'composition' : 'lesson';
}

/** The folders of the families, `ticketmaster/tech-…`. */
export function familiesOf({ files }: Checkout): string[] {
  const families = [...files.keys()].flatMap(path => placeOf(path)?.family ?? []);
  return [...new Set(families)].map(family => `ticketmaster/${family}`);
}

/** The folders of all subprojects: every composition and lesson that holds code, and a part that has a run.sh. */
export function subprojectsOf(checkout: Checkout): string[] {
  const manifests = [...checkout.files.keys()].filter(path => path.endsWith('/package.json'));
  const homes = [...codeFiles(checkout).map(([path]) => path), ...manifests].flatMap(path => {
    const place = placeOf(path);
    if (place?.kind === 'lesson' || place?.kind === 'composition') return place.home;
    return place?.kind === 'part' && checkout.files.has(`${place.home}/run.sh`) ? place.home : [];
  });
  return [...new Set(homes)];
}
