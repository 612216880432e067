import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Drawing } from '../drawing.ts';
import { type Answer, type Client, clientOf } from './client.ts';

/** Who is killed. */
export type Victim = 'app-1' | 'postgres-1' | 'redis-1';

export interface FailoverParts {
  /** Requests each second, of which four of five are views; sent when they are due, whoever has not been answered yet. */
  rate: number;
  beforeMs: number;
  /** From the kill on. */
  afterMs: number;
  operatorToken: string;
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
  victim: Victim;
  rate: number;
  bins: Bin[];
  /** Before the kill, from it until all was served again (a second at least), and after that. */
  phases: Phase[];
  /** From the kill on: until views, and purchases, were answered again for good. 0 where they always were. ms */
  viewsAwayMs: number;
  purchasesAwayMs: number;
  errors: number;
  sent: number;
  /** Answered 201, and not in the database afterwards. */
  lost: number;
  /** Units sold twice, or beyond what there was. */
  oversold: number;
  /** Purchases nobody knew the end of, sent again with their keys. */
  askedAgain: number;
  /** The table of servers afterwards: name and role. */
  roles: Record<string, string>;
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
  productId: string;
}

export const BIN_MS = 250;
const PRODUCTS = 50;

/** A steady load, in which one server is killed -9; afterwards who does not know what became of a purchase asks again, and all is counted. */
export async function failover(drawing: Drawing, victim: Victim, parts: FailoverParts): Promise<Failover> {
  const { rate, beforeMs, afterMs, operatorToken } = parts;
  const client = clientOf(drawing.url, drawing.cert, operatorToken, 3_000);
  const ids = Array.from({ length: PRODUCTS }, () => unique('product'));
  for (const id of ids) await client.putOnSale(id, 10_000);
  for (const id of ids) await client.view(id);
  const started = performance.now();
  const killing = sleep(beforeMs).then(async () => {
    const at = performance.now() - started;
    await killed(drawing, victim);
    return at;
  });
  const samples = await load(client, ids, rate, beforeMs + afterMs, started);
  const killedAt = await killing;
  for (const sample of samples) sample.at -= killedAt;
  const unknown = samples.filter(one => !one.isView && isError(one.answer));
  for (const { key, productId } of unknown)
    await eventually(async () => {
      const { status } = await client.purchase(productId, `user-${key}`, key);
      if (status !== 201) throw new Error(`asked again, it is ${status}`);
    });
  const sold = await audited(client, ids);
  const acknowledged = samples.filter(({ isView, answer }) => !isView && answer.status === 201);
  const lost = await missing(client, acknowledged);
  const roles = Object.fromEntries((await drawing.topology.table()).map(({ name, role }) => [name, role]));
  client.close();
  const views = awayMs(samples.filter(({ isView }) => isView));
  const purchases = awayMs(samples.filter(({ isView }) => !isView));
  const until = Math.max(views, purchases, 1_000);
  const phase = (name: Phase['name'], from: number, to: number): Phase => ({
    ...{ name, seconds: (to - from) / 1_000 },
    ...counted(samples.filter(({ at }) => at >= from && at < to)),
  });
  return {
    phases: [phase('before', -beforeMs, 0), phase('during', 0, until), phase('after', until, afterMs)],
    ...{ victim, rate, bins: binned(samples, beforeMs, afterMs), sent: samples.length, lost, roles },
    ...{ viewsAwayMs: views, purchasesAwayMs: purchases },
    errors: samples.filter(({ answer }) => isError(answer)).length,
    askedAgain: unknown.length,
    oversold: sold.oversold + Math.max(0, sold.confirmed - acknowledged.length - unknown.length),
  };
}

async function load(client: Client, ids: string[], rate: number, forMs: number, started: number): Promise<Sample[]> {
  const samples: Promise<Sample>[] = [];
  for (let nth = 0; ; nth++) {
    const due = (nth * 1_000) / rate;
    if (due > forMs) break;
    const early = due - (performance.now() - started);
    if (early > 1) await sleep(early);
    const isView = nth % 5 !== 0;
    const [key, productId] = [unique('key'), ids[(nth * 7) % ids.length]!];
    const asking = isView ? client.view(productId) : client.purchase(productId, `user-${key}`, key);
    samples.push(asking.then(answer => ({ at: due, isView, answer, key, productId })));
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

async function killed({ apps, topology }: Drawing, victim: Victim): Promise<void> {
  const one = apps.find(({ name }) => name === victim) ?? topology.member(victim);
  await one!.kill();
}

async function audited(client: Client, ids: string[]): Promise<{ confirmed: number; oversold: number }> {
  const audits = await Promise.all(ids.map(async id => (await client.audit(id)).body));
  const sum = (of: 'confirmed' | 'oversold') => audits.reduce((total, audit) => total + audit[of], 0);
  return { confirmed: sum('confirmed'), oversold: sum('oversold') };
}

async function missing(client: Client, acknowledged: Sample[]): Promise<number> {
  let lost = 0;
  for (const { answer } of acknowledged)
    if ((await client.call('GET', `/api/orders/${answer.body.orderId}`)).status === 404) lost++;
  return lost;
}
