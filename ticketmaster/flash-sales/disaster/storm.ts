import { setTimeout as sleep } from 'node:timers/promises';
import type { Audit } from '@ticketmaster/flash-sales/flash-sale';
import { type Rushed, rush } from '@ticketmaster/flash-sales/rush';
import type { Instance } from '@ticketmaster/instances/instance';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { shopAt } from './client.ts';
import { openDrawing } from './drawing.ts';
import type { WiringName } from './wirings.ts';

export interface Storm {
  wiring: WiringName;
  buyers: number;
  units: number;
  /** How many of a hundred cards are declined. */
  declinedPercent: number;
  /** When a buyer gives up. ms */
  patienceMs: number;
  /** Of the environment of all servers, and of one of them alone, from 1. */
  settings?: Record<string, string>;
  alone?: Record<number, Record<string, string>>;
  nginx: string;
  /** Runs beside the buyers. */
  meanwhile?: (servers: Instance[]) => Promise<void>;
}

/** 5,000 buyers and 100 units. A lock lasts for a second, so that a stall outlasts it. Each server dies when it has reserved 35, once or more. */
export const stormPlan = ({ nginx, buyers = 5_000 }: { nginx: string; buyers?: number }): Omit<Storm, 'wiring'> => ({
  ...{ nginx, buyers, units: 100, declinedPercent: 30, patienceMs: 60_000 },
  settings: { LOCK_MS: '1000', BREAK: 'reserved:35' },
  alone: { 3: { PAUSE_AT: 'seen:10', PAUSE_MS: '1500' } },
});

export interface Struck {
  rushed: Rushed;
  audit: Audit;
  /** How often a server died. */
  deaths: number;
}

const ITEM = 'item_123';

/** The whole drawing in schemas of its own, one rush, and what is stored when nothing is on its way any more. */
export async function storm(plan: Storm): Promise<Struck> {
  const { wiring, buyers, units, declinedPercent, patienceMs, settings, alone = {}, nginx, meanwhile } = plan;
  const drawing = await openDrawing({
    ...{ nginx, port: 0, alone, provider: { PG_SCHEMA: unique('flash_provider') } },
    settings: {
      ...{ PG_SCHEMA: unique('flash_disaster'), OPERATOR_TOKEN: 'of-the-operator' },
      ...{ WIRING: wiring, ALLOW_UNSAFE: '1', GRACE_MS: '1000', SETTLE_EVERY_MS: '500', ...settings },
    },
  });
  const { servers } = drawing;
  const shop = shopAt(drawing.url, { operatorToken: 'of-the-operator', withinMs: 10_000 });
  const auditNow = () => shop.audit(ITEM);
  try {
    await shop.putOnSale(ITEM, units);
    const stopReviving = reviving(servers);
    const [rushed] = await Promise.all([
      rush({
        ...{ buyers, patienceMs },
        buy: (nth, key) => shop.buy(ITEM, key, { userId: `user_${nth}`, paymentMethod: cardOf(nth, declinedPercent) }),
      }),
      meanwhile?.(servers),
    ]);
    const audit = await settled(eventually(auditNow), auditNow);
    return { rushed, audit, deaths: await stopReviving() };
  } finally {
    shop.close();
    await drawing.end();
  }
}

/** Evenly among all, whoever comes first. */
const cardOf = (nth: number, declinedPercent: number) =>
  (nth * 37) % 100 < declinedPercent ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa';

/** What is stored when nothing is reserved any more, or nothing has changed for so long. */
async function settled(first: Promise<Audit>, look: () => Promise<Audit>): Promise<Audit> {
  let last = await first;
  for (let same = 0; last.reserved > 0 && same < 8; ) {
    await sleep(500);
    const next = await look();
    same = next.reserved === last.reserved ? same + 1 : 0;
    last = next;
  }
  return last;
}

/** Who dies is started again, as an orchestrator does. */
function reviving(servers: Instance[]) {
  let [stopped, deaths] = [false, 0];
  const loop = (async () => {
    while (!stopped) {
      for (const one of servers)
        if (one.diedByItself()) {
          deaths++;
          await one.kill(); // forgets it
          await one.start();
        }
      await sleep(50);
    }
  })();
  return async () => {
    stopped = true;
    await loop;
    return deaths;
  };
}
