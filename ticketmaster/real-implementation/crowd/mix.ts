import { seeded } from '@ticketmaster/testing/zipf';
import type { Kind } from './history.ts';
import { type FarmKind, whereOf } from './where.ts';

/** What one session is going to do; all of it drawn from the seed before the doors open. */
export interface Plan {
  n: number;
  kind: Kind;
  /** ms after the crowd begins. */
  arrivesAt: number;
  /** Polls after which they leave the line. */
  leavesAfter: number | undefined;
  /** Seats. */
  wants: number;
  /** Lets the shop choose. */
  best: boolean;
  /** So long they look for seats that come back, where none is free. ms. */
  looksAgainMs: number;
  dropsHold: boolean;
  card: 'good' | 'slow' | 'declined';
  afterDecline: 'another' | 'gives up' | 'same';
  doubleClicks: boolean;
  twoTabs: boolean;
  /** Cancels while the payment is on its way, or after it. */
  cancels: 'never' | 'during' | 'after';
  /** The connection breaks while the card is asked. */
  losesConnection: boolean;
  /** Pays when the hold has ended. */
  paysLate: boolean;
  /** The browser, and the address of the network: others may have the same. */
  device: string;
  network: string;
  /** A refresher's pause at the most: half to all of it. ms */
  refreshMs: number;
  /** Of all its other choices. */
  seed: number;
}

/** Ten times a second. Of more than a thousand visitors each refreshes less often, or refreshing would be all that a machine does. */
const REFRESH_MS = 130;

/** Sessions of a farm. */
const FARM = 20;

/** The parts of `seconds` in which people come: until the sale opens, while all storm in, and later. */
const OPENS_AT = 0.2;
const STORM = 0.4;
const HALF_LIFE = 0.1;
/** Who finds no free seat looks again for as long. */
const PATIENCE = 1 / 6;

export interface Profile {
  /** They come all the time alike; the room is open before them. */
  steady: boolean;
  /** The part of those who let a hold go. */
  drops: number;
  /** So many times as often as people do: double clicks, broken connections, paying late, cancelling. */
  rough: number;
}

/** `hot`: an on-sale that everybody waited for. `ordinary`: another day. `rough`: for chaos. */
export const profiles = {
  hot: { steady: false, drops: 0.06, rough: 1 },
  ordinary: { steady: true, drops: 0.7, rough: 1 },
  rough: { steady: true, drops: 0.06, rough: 5 },
} satisfies Record<string, Profile>;

export const opensAtMs = (seconds: number, { steady }: Profile) => (steady ? 0 : OPENS_AT * seconds * 1_000);

/**
 * The mix of an on-sale (55 % before it opens, 30 % in the storm, half of those in its first quarter, 15 % later; 30 % bots in four kinds).
 * A farm's sessions count as visitors each. The same seed gives the same crowd.
 */
export function mixOf(
  visitors: number,
  seconds: number,
  seed: number,
  profile: Profile = profiles.hot,
  farm: FarmKind = 'one browser',
): Plan[] {
  const { steady, drops, rough } = profile;
  const random = seeded(seed);
  const one = (n: number): Plan => {
    const kind = kindOf(n, visitors);
    const draw = () => random();
    const [arrival, leave, size, card, decline, tabs, cancel] = [
      draw(),
      draw(),
      draw(),
      draw(),
      draw(),
      draw(),
      draw(),
    ];
    const human = kind === 'human';
    const chance = (part: number) => draw() < part && human;
    return {
      ...{ n, kind, arrivesAt: steady ? arrival * seconds * 900 : arrivalOf(arrival, draw(), seconds, profile) },
      ...whereOf(n, kind, farm),
      leavesAfter: human && leave < 0.08 ? 1 + Math.floor(draw() * 3) : undefined,
      wants: human ? (size < 0.15 ? 1 : size < 0.8 ? 2 : size < 0.9 ? 3 : 4) : 4,
      ...{ best: draw() < 0.5, dropsHold: chance(drops) },
      looksAgainMs: human || kind === 'farm' ? PATIENCE * seconds * 1_000 : 0,
      refreshMs: REFRESH_MS * Math.max(1, visitors / 1_000),
      card: human && card < 0.12 ? 'declined' : card < 0.18 ? 'slow' : 'good',
      afterDecline: decline < 0.34 ? 'another' : decline < 0.73 ? 'gives up' : 'same',
      ...{ doubleClicks: chance(0.05 * rough), twoTabs: human && tabs < 0.03 },
      cancels: !human || cancel > 0.02 * rough ? 'never' : cancel < 0.01 * rough ? 'during' : 'after',
      ...{ losesConnection: chance(0.02 * rough), paysLate: chance(0.01 * rough), seed: Math.floor(draw() * 2 ** 31) },
    };
  };
  return Array.from({ length: visitors }, (_, n) => one(n));
}

/** Of every forty sessions twelve are bots: three of each kind but the farms, whose sessions stand together at the end. */
function kindOf(n: number, visitors: number): Kind {
  const farmed = visitors < 60 ? 0 : FARM * Math.max(1, Math.round((visitors * 0.075) / FARM));
  if (n >= visitors - farmed) return 'farm';
  const bots = Math.round(0.225 * visitors); // the other three kinds
  return n < bots ? (['refresher', 'holder', 'thief'] as const)[n % 3]! : 'human';
}

function arrivalOf(group: number, within: number, seconds: number, profile: Profile): number {
  const opens = opensAtMs(seconds, profile);
  const storm = STORM * seconds * 1_000;
  if (group < 0.55) return within * opens;
  if (group < 0.85) return opens + Math.min(storm, -Math.log2(1 - within) * HALF_LIFE * seconds * 1_000);
  return opens + storm + within * (seconds * 900 - opens - storm);
}
