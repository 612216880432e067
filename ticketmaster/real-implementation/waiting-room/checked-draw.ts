import { commitmentOf, drawOrder, entryOf, listHashOf } from './draw-order.ts';

/** What the shop has published about a draw that is done. */
export interface Published {
  commitment: string;
  seed: string;
  listHash: string;
  entrants: number;
  places: { place: number; entry: string }[];
}

export interface Noted {
  /** The own visitor id. */
  me?: string | undefined;
  /** The commitment as it was shown before the sale opened. */
  commitment?: string | undefined;
}

/** What was checked, and whether it holds. */
export interface Checked {
  what: string;
  holds: boolean;
}

/** Does the draw of an event again, from what is public, and says whether all of it agrees. draw-order.ts says what that proves, and what not. */
export async function checkedDraw(
  eventId: string,
  published: Published,
  { me, commitment }: Noted,
): Promise<Checked[]> {
  const seed = Buffer.from(published.seed, 'hex');
  const entries = published.places.map(({ entry }) => entry);
  const sorted = entries.toSorted();
  const order = (await drawOrder(seed, sorted)).map(i => sorted[i]);
  const mine = me === undefined ? undefined : entries.indexOf(entryOf(eventId, me)) + 1;
  const count = entries.length.toLocaleString('en');
  return [
    ...(commitment === undefined
      ? []
      : [{ what: 'the commitment is the one that you noted', holds: commitment === published.commitment }]),
    { what: 'the seed is the one of the commitment', holds: commitmentOf(seed) === published.commitment },
    {
      what: `the list of ${count} is the one that was fixed, and has everybody once`,
      holds:
        published.entrants === entries.length &&
        new Set(entries).size === entries.length &&
        published.places.every(({ place }, i) => place === i + 1) &&
        listHashOf(entries) === published.listHash,
    },
    { what: 'the order is the one of seed and list', holds: order.every((entry, i) => entry === entries[i]) },
    ...(mine === undefined
      ? []
      : [{ what: mine ? `you are number ${mine} of ${count}` : 'you are in the list', holds: mine > 0 }]),
  ];
}
