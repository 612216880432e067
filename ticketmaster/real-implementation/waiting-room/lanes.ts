import type { Handed, OpenLine, Place } from '@ticketmaster/waiting-room/line';
import type { SlowLane } from '@ticketmaster/waiting-room-ledger/slow-lane';

export interface LanesParts {
  slow: SlowLane;
  suspected: (eventId: string, visitorIds: readonly string[]) => Promise<Set<string>>;
  /** Of all who are let in, the part that comes from the slow lane while others wait. */
  share?: number;
  /** All the room goes to the slow lane when this gate has seen nobody else for so long. */
  quietMs?: number | undefined;
  now?: () => number;
}

/** Places in the slow lane that are looked at, for one whose suspicion has ended. */
const LOOK = 100;
/** Calls of the line in one turn, should it hand out none but suspects. */
const MOST_CALLS = 10;
/** Turns of the slow lane are kept up to this many. */
const MOST_TURNS = 5;

/**
 * A line with a slow lane. Who is suspected when they are the next is set aside. Of those aside, one comes in for each twenty others, and all
 * of them when nobody else has come for three seconds: a line that is empty for an instant, because people come one by one, is no room to spare.
 * Who is suspected no more comes in first: they have waited the longest. Promises:
 *   nobody is lost   a place aside is a place in the ledger, with its number
 *   nobody starves   while anybody is let in, the slow lane has its share
 *   in order         each lane is handed out in the order in which its visitors joined
 *
 * Two gates may be handed the same place of the slow lane; the ledger admits its visitor once. The line must be one that can be acked in any
 * order.
 */
export function lanes(
  openLine: OpenLine,
  { slow, suspected, share = 0.05, quietMs = 3_000, now = Date.now }: LanesParts,
): OpenLine {
  return async eventId => {
    const line = await openLine(eventId);
    let lastOtherAt = now();
    let turns = 0; // of the slow lane; each gate counts its own

    /** From the line, without those who are suspected; they are aside then. */
    async function unsuspected(max: number): Promise<Handed[]> {
      const passed: Handed[] = [];
      for (let calls = 0; passed.length < max && calls < MOST_CALLS; calls++) {
        const handed = await line.next(max - passed.length);
        if (!handed.length) break;
        const who = await suspected(eventId, visitorsOf(handed.map(({ place }) => place)));
        const [aside, ahead] = parted(handed, ({ place }) => who.has(place.visitorId));
        if (aside.length) {
          await slow.setAside(
            eventId,
            aside.map(({ place }) => place),
          ); // first: what is acked is nowhere else
          await line.ack(aside);
        }
        passed.push(...ahead);
      }
      return passed;
    }

    return {
      ...line,
      async next(max) {
        const aside = await slow.front(eventId, LOOK);
        const who = await suspected(eventId, visitorsOf(aside));
        const [waiting, cleared] = parted(aside, ({ visitorId }) => who.has(visitorId));
        const theirs = [...cleared.slice(0, max), ...waiting.slice(0, Math.floor(turns))].slice(0, max);
        const others = await unsuspected(max - theirs.length);
        if (others.length) lastOtherAt = now();
        const left = now() - lastOtherAt < quietMs ? 0 : max - theirs.length - others.length;
        const more = left > 0 ? (await slow.front(eventId, LOOK + max)).filter(isNotIn(theirs)).slice(0, left) : [];
        const used = theirs.length - Math.min(cleared.length, max);
        turns = aside.length ? Math.min(MOST_TURNS, turns - used + share * others.length) : 0;
        return [...theirs.map(handing), ...others, ...more.map(handing)];
      },

      async ack(handed) {
        const ofLine = handed.filter(({ receipt }) => receipt !== ASIDE);
        if (ofLine.length) await line.ack(ofLine);
      },
    };
  };
}

/** The receipt of a place that is in the ledger alone. */
const ASIDE = '';
const handing = (place: Place): Handed => ({ place, receipt: ASIDE });
const visitorsOf = (places: readonly Place[]) => places.map(({ visitorId }) => visitorId);
const isNotIn = (places: readonly Place[]) => {
  const who = new Set(visitorsOf(places));
  return ({ visitorId }: Place) => !who.has(visitorId);
};

function parted<T>(all: readonly T[], is: (one: T) => boolean): [those: T[], others: T[]] {
  return [all.filter(is), all.filter(one => !is(one))];
}
