import { createHash } from 'node:crypto';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Settings } from './settings.ts';
import { wrong } from './stripe-error.ts';

export const steps = ['create', 'confirm', 'capture', 'cancel', 'refund', 'retrieve'] as const;
export type FaultyStep = (typeof steps)[number];

/** What can go wrong with one call. */
export const kinds = [
  'request_lost', //   the connection breaks, nothing is done
  'answer_lost', //    it is done, and the connection breaks
  'half_answer', //    it is done, and the connection breaks in the middle of the answer
  'error_done', //     it is done, and answered 500; so is the same key for a day
  'error_not_done', // nothing is done, and it is answered 500; so is the same key for a day
  'slow', //           it waits, is done, and answered
  'unavailable', //    503, nothing is done
  'rate_limited', //   429, nothing is done
  'in_flight', //      409, nothing is done
  'async', //          of a capture: received, and taken when it settles
  'async_fails', //    of a capture: received, and refused when it settles
] as const;
export type Kind = (typeof kinds)[number];

/** Those that a plan draws from unless it names others: each can be survived by who asks again. */
const ordinary: Kind[] = [
  'request_lost',
  'answer_lost',
  'half_answer',
  'error_done',
  'error_not_done',
  'unavailable',
  'in_flight',
];

/** `capture:answer_lost, confirm:slow*2`: of a payment's `metadata[fault]`. Stripe ignores that, the stand-in does it. */
function parseFaults(text: string): { step: FaultyStep; kind: Kind; times: number }[] {
  return text.split(',').map(word => {
    const [, step, kind, times = '1'] = /^\s*(\w+):(\w+)(?:\*([1-9]\d?))?\s*$/.exec(word) ?? [];
    if (!steps.includes(step as FaultyStep) || !kinds.includes(kind as Kind))
      throw wrong('metadata[fault]', `Invalid fault: ${word}. One is step:kind or step:kind*times.`);
    return { step: step as FaultyStep, kind: kind as Kind, times: Number(times) };
  });
}

/** Keeps what shall go wrong with the calls of an intent, or with the creation of one. */
export async function plant(db: Connection, subject: string, text: string): Promise<void> {
  const faults = parseFaults(text);
  await db.query(
    `insert into fault (subject, step, nth, kind, times)
     select $1, step, nth, kind, times from unnest($2::text[], $3::text[], $4::int[]) with ordinality as f (step, kind, times, nth)
         on conflict do nothing`,
    [subject, faults.map(({ step }) => step), faults.map(({ kind }) => kind), faults.map(({ times }) => times)],
  );
}

/** The next fault planted for that call, used up. */
export async function planted(db: Connection, subject: string, step: FaultyStep): Promise<Kind | undefined> {
  const { rows } = await db.query<{ kind: Kind }>(
    `update fault set times = times - 1
      where (subject, step, nth) = (select subject, step, nth from fault
                                     where subject = $1 and step = $2 and times > 0 order by nth limit 1 for update)
     returning kind`,
    [subject, step],
  );
  return rows[0]?.kind;
}

/**
 * What a plan draws for a request: the same seed draws the same for the same request, the nth time that it comes. The key stands for the
 * request, so a retry is another draw.
 */
export function planner() {
  const seen = new Map<string, number>();
  return ({ plan: { seed, rate, kinds } }: Settings, request: string): Kind | undefined => {
    if (rate === 0) return undefined;
    const nth = seen.get(request) ?? 0;
    if (seen.size >= 100_000) seen.clear();
    seen.set(request, nth + 1);
    const hash = createHash('sha256').update(`${seed} ${request} ${nth}`).digest();
    if (hash.readUInt32BE(0) / 2 ** 32 >= rate) return undefined;
    const from = kinds.length ? (kinds as Kind[]) : ordinary;
    return from[hash.readUInt32BE(4) % from.length];
  };
}
