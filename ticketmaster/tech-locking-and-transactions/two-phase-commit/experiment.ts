import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { type Checkpoint, Contended, type Outcome, seatIdsFor } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import type { Both } from './coordinator.ts';
import { openTwoPhase } from './open.ts';
import { buy } from './ways.ts';

type Buy = (seatId: string, reached?: Checkpoint) => Promise<Outcome>;
const SCHEMA = 'locking_two_phase_commit_experiment';

/** Sells seats of an event of its own, in two databases or all in one. */
async function sellers(urls: Both<string>, seats: number) {
  const office = await openTwoPhase(urls, SCHEMA)();
  await office.recover(); // of an experiment that was broken off
  const single = await openDatabase(urls.seats, `${SCHEMA}_single`, [seatTables, paymentTables]);
  const eventId = unique('event');
  await office.putOnSale(eventId, seatIdsFor(seats), 5_000);
  await seatStore(single).putOnSale(eventId, seatIdsFor(seats), 5_000);
  const wish = (seatId: string) => {
    const who = { orderId: crypto.randomUUID(), userId: 'ada', paymentToken: 'tok_ok' };
    return { ...who, eventId, seatIds: [seatId] };
  };
  const inTwo: Buy = (seatId, reached = () => {}) => office.ways['two-phase-commit']!(wish(seatId), reached);
  const inOne: Buy = (seatId, reached = () => {}) =>
    single.transaction(async tx => (await buy({ seats: tx, payments: tx }, wish(seatId), reached)).result);
  return { office, single, inTwo, inOne, close: () => Promise.all([office.close(), single.close()]) };
}

/** Ms that a purchase took, and for how long of that its seat was locked. */
async function timed(sell: Buy, seatId: string): Promise<{ purchase: number; locked: number }> {
  const from = performance.now();
  let lockedAt = 0;
  const { status } = await sell(seatId, step => {
    if (step === 'seats locked') lockedAt = performance.now();
  });
  if (status !== 'CONFIRMED') throw new Error(`${seatId} was not sold: ${status}`);
  const now = performance.now();
  return { purchase: now - from, locked: now - lockedAt };
}

/** One after the other, in turns, so that both meet the same machine. */
async function cost({ inTwo, inOne }: Record<'inTwo' | 'inOne', Buy>, purchases: number) {
  const two: { purchase: number; locked: number }[] = [];
  const one: typeof two = [];
  for (const seatId of seatIdsFor(purchases + WARM_UP)) {
    two.push(await timed(inTwo, seatId));
    one.push(await timed(inOne, seatId));
  }
  const of = (what: 'purchase' | 'locked') => {
    const [inBoth, inSingle] = [two, one].map(all => median(all.slice(WARM_UP).map(times => times[what])));
    return { twoPhaseMs: round(inBoth!), oneTransactionMs: round(inSingle!), times: round(inBoth! / inSingle!) };
  };
  return { purchases, purchase: of('purchase'), seatLocked: of('locked') };
}

/** Leaves a seat in doubt: who waits, and what vacuum may not clear away meanwhile. */
async function doubt({ office, inTwo }: { office: { recover(): Promise<number> }; inTwo: Buy }, seats: Database) {
  const crash: Checkpoint = step => {
    if (step === 'prepared') throw new Error('crash');
  };
  await inTwo('A-1-01', crash).catch(() => {});
  const wait = async (seatId: string) => {
    const from = performance.now();
    const outcome = await inTwo(seatId).catch((error: unknown) => {
      if (error instanceof Contended) return { status: 'contended' };
      throw error;
    });
    return { ms: Math.round(performance.now() - from), outcome: outcome.status };
  };
  const [nextBuyerOfTheSeat, buyerOfAnotherSeat] = await Promise.all([wait('A-1-01'), wait('A-1-02')]);
  const deadRowsKept = await deadAfterVacuum(seats);
  await office.recover();
  const recovered = { nextBuyerOfTheSeat: await wait('A-1-01'), deadRowsKept: await deadAfterVacuum(seats) };
  return { inDoubt: { nextBuyerOfTheSeat, buyerOfAnotherSeat, deadRowsKept }, recovered };
}

/** Changes a thousand rows and vacuums, for a second: how many of the old versions stay, because somebody might still see them. */
async function deadAfterVacuum(db: Database): Promise<number> {
  await db.query('create table if not exists note (id int primary key, version int)');
  await db.query('truncate note');
  await db.query('insert into note select id, 0 from generate_series(1, 1000) as id');
  await db.transaction(async tx => {
    await tx.query('update note set version = version + 1');
    await tx.query('select pg_stat_force_next_flush()'); // else this is counted up to a second later, on top of what vacuum counts
  });
  for (const deadline = Date.now() + 1_000; ; ) {
    await db.query('vacuum note');
    const { rows } = await db.query(
      `select n_dead_tup::int as dead from pg_stat_user_tables where relid = 'note'::regclass`,
    );
    if (rows[0]!.dead === 0 || Date.now() > deadline) return rows[0]!.dead;
  }
}

const WARM_UP = 20;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (value: number) => Math.round(value * 100) / 100;

async function main(purchases: number): Promise<void> {
  const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
  const costs = await sellers(urls, purchases + WARM_UP);
  console.log(JSON.stringify(await cost(costs, purchases)));
  await costs.close();
  const doubts = await sellers(urls, 10);
  console.log(JSON.stringify(await doubt(doubts, doubts.single)));
  await doubts.close();
}

await main(Number(process.argv[2] ?? 200)).catch(refuseToStart);
