// Buyers who do anything, servers that die anywhere, and a provider that fails three calls in ten. The seed repeats the plan, not the race.
import { createHash } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { isUnsold } from './order-states.ts';
import type { Order } from './orders.ts';
import { Died, type Shop, type StandIn } from './payments.fixture.ts';
import type { TwoPhasePayments } from './payments.ts';

export type Change = (parts: TwoPhasePayments) => TwoPhasePayments;

export interface Plan {
  seed: number;
  orders: number;
  atOnce: number;
  /** Of the provider's calls, 0 to 1. */
  faults: number;
  /** Of the visits, 0 to 1: the server dies at some point. */
  deaths: number;
  /** Buyers for each seat. */
  crowd?: number;
}

/** What happened, by name: a run that has not seen all of it has shown nothing. */
export type Seen = Map<string, number>;

const SELLING = [
  ...['before create', 'after create', 'before confirm', 'after confirm', 'commit AUTHORIZED', 'committed AUTHORIZED'],
  ...['commit issue', 'committed issue', 'before capture', 'after capture', 'commit CONFIRMED', 'committed CONFIRMED'],
];
const CANCELLING = ['before cancel', 'after cancel', 'commit end'];
const REFUNDING = ['before refund', 'after refund', 'commit end'];
export const POINTS = [...new Set([...SELLING, ...CANCELLING, ...REFUNDING])];
const METHODS = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa_chargeDeclined',
  'pm_card_authenticationRequired',
];

/** 0 to 1, the same for the same words. */
const chance = (...words: unknown[]) => createHash('sha256').update(words.join(' ')).digest().readUInt32BE(0) / 2 ** 32;
const pick = <T>(from: readonly T[], ...words: unknown[]): T => from[Math.floor(chance(...words) * from.length)]!;

export async function runAtRandom(
  shop: Shop,
  standIn: StandIn,
  plan: Plan,
  changed: Change = parts => parts,
): Promise<{ seen: Seen; lies: string[] }> {
  const { seed, orders, atOnce, crowd = 1.5 } = plan;
  const seen: Seen = new Map();
  const lies: string[] = [];
  const note = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);
  const events = await Promise.all(Array.from({ length: Math.ceil((orders * 2) / (8 * crowd)) }, () => shop.event()));
  await standIn.control('faults', { seed, rate: plan.faults });

  async function visit(nth: number): Promise<void> {
    const here = (what: string) => chance(seed, nth, what);
    const [cancels, refunds] = [here('cancel') < 0.15, here('refund') < 0.15];
    const points = cancels ? CANCELLING : refunds ? REFUNDING : SELLING;
    const dieAt = here('dies') < plan.deaths ? pick(points, seed, nth, 'point') : undefined;
    const reached = (point: string) => {
      if (point !== dieAt) return;
      note(`died ${point}`);
      throw new Died(point);
    };
    const ahead = here('clock') < 0.2 ? 600_000 : 0; // a server whose clock is ahead takes seats that others still hold
    const now = () => new Date(Date.now() + ahead);
    const { sale } = changed(shop.engine({ reached, tries: 2, now }));
    const eventId = pick(events, seed, nth, 'event');
    const from = Math.floor(here('seat') * 7);
    const wish = {
      eventId,
      userId: 'ada',
      seatIds: seatIdsFor(8).slice(from, from + 2),
      acceptFewer: here('fewer') < 0.3,
    };
    const orderId = crypto.randomUUID();
    const steps: [string, () => Promise<unknown>][] = [
      ['place', () => sale.place(orderId, wish, null)],
      ...(cancels && here('early') < 0.5
        ? []
        : [['confirm', () => sale.confirm(orderId, 'ada', 'one', pick(METHODS, seed, nth, 'method'))]]),
      ...(here('again') < 0.3
        ? [['confirm again', () => sale.confirm(orderId, 'ada', 'two', 'pm_card_visa')] as const]
        : []),
      ...(cancels ? [['cancel', () => sale.cancel(orderId, 'ada')] as const] : []),
      ...(refunds ? [['refund', () => sale.refund(orderId, 'ada')] as const] : []),
    ] as [string, () => Promise<unknown>][];
    for (const [name, step] of steps) {
      const ended = await step().then(
        async result => {
          await believe(result);
          return 'done';
        },
        (error: unknown) => {
          if (error instanceof Died) return 'died';
          if (error instanceof Problem) return error.type;
          throw error;
        },
      );
      note(`${name}: ${ended}`);
      if (ended === 'died' || (name === 'place' && ended !== 'done')) return;
    }
  }

  async function believe(result: unknown): Promise<void> {
    const lie = await lieIn(standIn, result as Told);
    if (lie !== undefined) note('told that nothing was taken');
    if (lie) lies.push(lie);
  }

  const numbers = Array.from({ length: orders }, (_, nth) => nth)[Symbol.iterator]();
  const worker = async () => {
    for (const nth of numbers) await visit(nth);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { seen, lies };
}

export interface Told {
  order: Order;
  undecided: boolean;
}

/** I11: who is told that nothing was taken has nothing set aside at that instant. '' for who is told the truth, undefined for who is told else. */
export async function lieIn(standIn: StandIn, { order, undecided }: Told): Promise<string | undefined> {
  if (undecided || !(isUnsold(order.status) || (order.status === 'RESERVED' && order.declined))) return undefined;
  const { rows } = await standIn.db.query(
    `select coalesce(sum(case kind when 'authorized' then cents when 'refunded' then 0 else -cents end), 0)::int as held
       from movement where order_id = $1`,
    [order.orderId],
  );
  const { held } = rows[0]!;
  return held === 0 ? '' : `I11 told ${order.status}, and ${held} cents are set aside: order ${order.orderId}`;
}

/** Faults end, the clock passes every hold, and whoever completes has all the time: nothing may be left. */
export async function settleAll(shop: Shop, standIn: StandIn, changed: Change = parts => parts): Promise<void> {
  await standIn.control('faults', { rate: 0 });
  const later = () => new Date(Date.now() + 3_600_000);
  const { completer, reconciliation } = changed(shop.engine({ now: later }));
  for (let rounds = 0; rounds < 3; rounds++) await completer.round();
  await reconciliation.run(new Date(Date.now() - 3_600_000));
}
