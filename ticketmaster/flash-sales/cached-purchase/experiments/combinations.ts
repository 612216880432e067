import { setTimeout as sleep } from 'node:timers/promises';
import type { FlashSale } from '@ticketmaster/flash-sales/flash-sale';
import { unique } from '@ticketmaster/testing/eventually';
import { combinations } from '../layers.ts';
import type { CachedSale } from '../sale.ts';

export interface Combination {
  /** Some of 1234. */
  layers: string;
  sold: number;
  /** Units that were sold and not there. */
  oversold: number;
  /** How far off the stock is that the page tells when all is over. */
  shownWrong: number;
  /** Refused because somebody else was at it, for each unit sold. */
  refusedPerSale: number;
  /** Of a purchase that was confirmed at once: median. */
  ms: number;
  /** Until the last buyer has gone. */
  wholeMs: number;
}

export const UNITS = 20;
export const BUYERS = 60;
/** Of the lock in this experiment, instead of 5,000. */
export const LOCK_MS = 150;
/** Every fifth purchase that has read the row then stands still for so long, as a process does that collects garbage. */
export const STALL_MS = 250;
const EVERY = 5;

/** The same load on one product: 60 buyers at two app servers want one unit each of 20, and try again while somebody else is at it. */
export async function combination(layers: string, open: (layers: string) => Promise<CachedSale>): Promise<Combination> {
  const sales = [await open(layers), await open(layers)] as const;
  try {
    const itemId = unique('product');
    await sales[0].putOnSale({ itemId, units: UNITS, priceCents: 0 });
    for (const sale of sales) await sale.view(itemId); // somebody has looked at it before
    const took: number[] = [];
    let refused = 0;
    let read = 0;
    const buy = async (nth: number) => {
      for (const until = Date.now() + 20_000; Date.now() < until; ) {
        let isSlow = false;
        const started = performance.now();
        const outcome = await bought(sales[nth % 2]!, itemId, async step => {
          if (step !== 'seen') return;
          isSlow = read++ % EVERY === 0;
          if (isSlow) await sleep(STALL_MS);
        });
        if (outcome === 'CONFIRMED' && !isSlow) took.push(performance.now() - started);
        if (outcome !== 'BEING_PURCHASED') return;
        refused++;
        await sleep(5 + 20 * Math.random());
      }
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: BUYERS }, (_, nth) => buy(nth)));
    const wholeMs = performance.now() - started;
    const audit = (await sales[0].audit(itemId))!;
    const shown = (await sales[1].inventory(itemId))!.inventory;
    return {
      ...{ layers, sold: audit.confirmed, oversold: audit.oversold, wholeMs, ms: median(took) },
      shownWrong: Math.abs(shown - audit.inventory),
      refusedPerSale: refused / audit.confirmed,
    };
  } finally {
    for (const sale of sales) await sale.close();
  }
}

/** Who waited too long for the row, or for a connection, tries again as well. */
async function bought(sale: FlashSale, itemId: string, reached: (step: string) => unknown): Promise<string> {
  const purchase = { key: unique('key'), userId: unique('user'), itemId, quantity: 1, paymentMethod: '' };
  const outcome = await sale.purchase(purchase, reached).catch(error => {
    if (error.retryable) return { status: 'REFUSED', reason: 'BEING_PURCHASED' } as const;
    throw error;
  });
  return outcome.status === 'REFUSED' ? outcome.reason : outcome.status;
}

/** All sixteen, one after the other. */
export async function sixteen(
  open: (layers: string) => Promise<CachedSale>,
  tell: (line: string) => void = () => {},
): Promise<Combination[]> {
  const found: Combination[] = [];
  for (const layers of combinations) {
    found.push(await combination(layers, open));
    tell(JSON.stringify(found.at(-1)));
  }
  return found;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
