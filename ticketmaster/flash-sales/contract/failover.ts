import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Answer } from './client.ts';
import type { Counts, Shop } from './shop.ts';

export interface FailoverParts {
  shop: Shop;
  /** Requests each second, of which four of five are views; sent when they are due, whoever has not been answered yet. */
  rate: number;
  beforeMs: number;
  /** From the kill on. */
  afterMs: number;
  /** So long before the kill, what a slow network does: the replica hears nothing more of its primary. */
  stall?: () => Promise<unknown>;
  /** At 0 s: kill -9, and what an operator does then, where one must. */
  kill: () => Promise<unknown>;
}

export interface Bin {
  /** When it begins, from the kill on: before it less than 0. s */
  second: number;
  answered: number;
  /** No answer, or one of 500 and more that is not "being purchased". */
  errors: number;
  /** Purchases that were refused because somebody else was at it, or nobody could say. */
  refused: number;
  p99Ms: number;
}

export interface Failover {
  rate: number;
  bins: Bin[];
  /** Before the kill, from it until all was served again (a second at least), and after that. */
  phases: Phase[];
  /** From the kill on: until views, and purchases, were answered again for good. 0 where they always were. ms */
  viewsAwayMs: number;
  purchasesAwayMs: number;
  errors: number;
  sent: number;
  /** Answered 201. */
  acknowledged: number;
  /** Of these, not stored afterwards. */
  lost: number;
  /** Units sold twice, or beyond what there was. */
  oversold: number;
  /** Purchases nobody knew the end of, sent again with their keys. */
  askedAgain: number;
}

export interface Phase extends Omit<Bin, 'second'> {
  name: 'before' | 'during' | 'after';
  seconds: number;
}

interface Sample {
  /** From the kill on, when it was due. ms */
  at: number;
  isView: boolean;
  answer: Answer;
  key: string;
  itemId: string;
  unit: number;
}

export const BIN_MS = 250;
/** How long before the kill the stream stands still, where it does. */
export const STALL_MS = 500;
/** Under the same load, not counted: connections, plans and code are warm after that. */
const WARM_UP_MS = 1_500;
const ITEMS = 50;

/** A steady load, in which one server is killed -9; afterwards all who were not sold what they wanted ask again, and all is counted. */
export async function failover(parts: FailoverParts): Promise<Failover> {
  const { shop, rate, beforeMs, afterMs } = parts;
  await load(shop, await onSale(parts), rate, WARM_UP_MS, performance.now());
  const ids = await onSale(parts);
  const started = performance.now();
  const killing = killed(parts, started);
  const samples = await load(shop, ids, rate, beforeMs + afterMs, started);
  const killedAt = await killing;
  for (const sample of samples) sample.at -= killedAt;
  const purchases = samples.filter(({ isView }) => !isView);
  const acknowledged = purchases.filter(({ answer }) => answer.status === 201);
  await soldToAll(
    shop,
    purchases.filter(({ answer }) => answer.status !== 201),
  );
  const sold = await audited(shop, ids);
  const lost = await missing(shop, acknowledged);
  const viewsAwayMs = awayMs(samples.filter(({ isView }) => isView));
  const purchasesAwayMs = awayMs(purchases);
  const until = Math.max(viewsAwayMs, purchasesAwayMs, 1_000);
  const phase = (name: Phase['name'], from: number, to: number): Phase => ({
    ...{ name, seconds: (to - from) / 1_000 },
    ...counted(samples.filter(({ at }) => at >= from && at < to)),
  });
  return {
    phases: [phase('before', -beforeMs, 0), phase('during', 0, until), phase('after', until, afterMs)],
    ...{ rate, bins: binned(samples, beforeMs, afterMs), sent: samples.length },
    ...{ acknowledged: acknowledged.length, lost },
    ...{ viewsAwayMs, purchasesAwayMs },
    errors: samples.filter(({ answer }) => isError(answer)).length,
    askedAgain: purchases.filter(({ answer }) => isError(answer)).length,
    oversold: sold.oversold + Math.max(0, sold.confirmed + lost - purchases.length), // each is sold once by now, or lost
  };
}

/** Who was refused tries again, and who does not know asks again. A refusal says nothing of a try before it, whose server died: nginx sent it twice. */
async function soldToAll(shop: Shop, unsold: Sample[]): Promise<void> {
  for (const { key, itemId, unit } of unsold)
    await eventually(async () => {
      const { status } = await shop.purchase(itemId, key, unit);
      if (status !== 201) throw new Error(`asked again, it is ${status}`);
    });
}

/** Items with as many units as can be asked for, each seen once. */
async function onSale({ shop, rate, beforeMs, afterMs }: FailoverParts): Promise<string[]> {
  const ids = Array.from({ length: ITEMS }, () => unique('item'));
  const units = Math.ceil((rate * (beforeMs + afterMs)) / 1_000 / ITEMS) + 1;
  for (const id of ids) await shop.putOnSale(id, units);
  for (const id of ids) await shop.view(id);
  return ids;
}

/** Answers when that was, from `started` on. ms */
async function killed({ beforeMs, stall, kill }: FailoverParts, started: number): Promise<number> {
  const until = (at: number) => sleep(Math.max(0, at - (performance.now() - started)));
  if (stall) {
    await until(beforeMs - STALL_MS);
    await stall();
  }
  await until(beforeMs);
  const at = performance.now() - started;
  await kill();
  return at;
}

async function load(shop: Shop, ids: string[], rate: number, forMs: number, started: number): Promise<Sample[]> {
  const samples: Promise<Sample>[] = [];
  for (let nth = 0; ; nth++) {
    const due = (nth * 1_000) / rate;
    if (due > forMs) break;
    const early = due - (performance.now() - started);
    if (early > 1) await sleep(early);
    const isView = nth % 5 !== 0;
    const [key, itemId, unit] = [unique('key'), ids[(nth * 7) % ids.length]!, Math.floor(nth / ids.length)];
    const asking = isView ? shop.view(itemId) : shop.purchase(itemId, key, unit);
    samples.push(asking.then(answer => ({ at: due, isView, answer, key, itemId, unit })));
  }
  return Promise.all(samples);
}

const isError = ({ status, body }: Answer) => status === 0 || (status >= 500 && body.type !== 'being-purchased');
const isRefused = ({ body }: Answer) => body.type === 'being-purchased';

/** When the last one that was not served in the dark after the kill was due. A single refusal between others is contention, no outage. */
function awayMs(samples: Sample[]): number {
  const after = samples.filter(({ at }) => at >= 0).toSorted((one, other) => one.at - other.at);
  const unserved = ({ answer }: Sample) => isError(answer) || isRefused(answer);
  const last = after.findLastIndex(
    (one, nth) => unserved(one) && (isError(one.answer) || unserved(after[nth - 1] ?? one)),
  );
  return last < 0 ? 0 : Math.round(after[last]!.at);
}

function binned(samples: Sample[], beforeMs: number, afterMs: number): Bin[] {
  const bins: Bin[] = [];
  for (let at = -beforeMs; at < afterMs; at += BIN_MS) {
    bins.push({ second: at / 1_000, ...counted(samples.filter(one => one.at >= at && one.at < at + BIN_MS)) });
  }
  return bins;
}

function counted(samples: Sample[]): Omit<Bin, 'second'> {
  const times = samples.map(({ answer }) => answer.ms).toSorted((one, other) => one - other);
  return {
    answered: samples.filter(({ answer }) => !isError(answer)).length,
    errors: samples.filter(({ answer }) => isError(answer)).length,
    refused: samples.filter(({ answer }) => isRefused(answer)).length,
    p99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
  };
}

async function audited(shop: Shop, ids: string[]): Promise<Counts> {
  const audits = await Promise.all(ids.map(id => shop.audit(id)));
  const sum = (of: keyof Counts) => audits.reduce((total, audit) => total + audit[of], 0);
  return { confirmed: sum('confirmed'), oversold: sum('oversold') };
}

async function missing(shop: Shop, acknowledged: Sample[]): Promise<number> {
  let lost = 0;
  for (const { answer } of acknowledged) if ((await shop.stored(answer)).status === 404) lost++;
  return lost;
}
