import { expect, it } from 'vitest';
import { unavailable } from '../../../ticketmaster/common/http.ts';
import { sellFor } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { Contended } from '../../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import { memoryBoxOffice } from '../../../ticketmaster/tech-locking-and-transactions/contract/memory-box-office.ts';
import { inVainNotes } from './in-vain.ts';

const contention = { seats: 5, buyers: 3, seatsPerOrder: 1 };

/** An office whose first purchases go wrong, each with the next of `failures`. */
async function failing(...failures: Error[]) {
  const office = await memoryBoxOffice()();
  const sell = office.ways.memory!;
  let sold = 0;
  office.ways.memory = async (purchase, reached) => {
    const failure = failures.shift();
    if (failure) throw failure;
    sold++;
    return sell(purchase, reached);
  };
  return { office, sold: () => sold, left: () => failures.length };
}

it('measures what buyers are told', async () => {
  const { office, sold } = await failing(new Contended('lock timeout'));
  const measured = await sellFor(office, 'memory', contention, 0.5);
  expect(measured).toMatchObject({ inVain: 0, soldTwice: 0, retries: 0 });
  expect(measured.perSecond).toBeGreaterThan(0);
  expect(measured.contended).toBeGreaterThan(0);
  expect(sold()).toBeGreaterThanOrEqual(5);
});

it('measures anew when a server did not answer, and says how often', async () => {
  const { office } = await failing(...Array.from({ length: 6 }, () => unavailable('the database'))); // three buyers, twice
  const measured = await sellFor(office, 'memory', contention, 0.01);
  expect(measured).toMatchObject({ inVain: 2 });
  expect(inVainNotes([measured, { inVain: 1 }])).toEqual([expect.stringMatching(/^3 measurements were in vain/)]);
  expect(inVainNotes([{ inVain: 0 }])).toEqual([]);
});

it('gives up when it never answers, and at once when it is no matter of waiting', async () => {
  const away = await failing(...Array.from({ length: 10 }, () => unavailable('the database')));
  await expect(sellFor(away.office, 'memory', contention, 0.01)).rejects.toThrow('the database does not answer');
  expect(away.left()).toBe(1);
  const broken = await failing(new Error('syntax error'));
  await expect(sellFor(broken.office, 'memory', contention, 0.01)).rejects.toThrow('syntax error');
});
