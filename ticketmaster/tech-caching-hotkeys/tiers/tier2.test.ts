import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, expect, it } from 'vitest';
import { asText, entryIn, LEASED, textOf } from './tier2.ts';
import { openCluster } from './tiers.fixture.ts';

const { cluster, prefix, texts, numbers, close } = await openCluster();
afterAll(close);

const entry = <V>(value: V | undefined, lifeMs = 60_000) => ({
  ...{ value, readAt: Date.now(), expiresAt: Date.now() + lifeMs, loadMs: 7 },
});

it('keeps an entry with its age until its end, also one that says that nothing is there', async () => {
  const tier = texts();
  const [there, nothing, brief] = [entry('{"a": "b c\n🎟"}'), entry<string>(undefined), entry('x', 60)];
  await Promise.all([tier.fill('there', there), tier.fill('nothing', nothing), tier.fill('brief', brief)]);
  expect(await tier.get('there')).toEqual(there);
  expect(await tier.get('nothing')).toEqual(nothing);
  await eventually(async () => expect(await tier.get('brief')).toBeUndefined());
  expect(await tier.get('never')).toBeUndefined();
});

it('gives the lease to one of many, to the others what is there, and to the next once it was given up or has ended', async () => {
  const tier = texts({ leaseMs: 1_000 });
  const all = await Promise.all(Array.from({ length: 20 }, () => tier.lease('seat')));
  expect(all.filter(one => one === 'yours')).toHaveLength(1);
  expect(all.filter(one => one === LEASED)).toHaveLength(19);
  expect(await tier.get('seat')).toBe(LEASED);
  await eventually(async () => expect(await tier.lease('seat')).toBe('yours')); // it has ended
  await tier.giveUp('seat');
  expect(await tier.lease('seat')).toBe('yours');
  await tier.fill('seat', entry('A'));
  expect(await tier.lease('seat')).toMatchObject({ value: 'A' });
});

it('never replaces a newer version by an older one, where it is told so', async () => {
  const tier = numbers();
  for (const value of [undefined, 1, 12, 9, undefined]) await tier.fill('version', entry(value));
  expect(await tier.get('version')).toMatchObject({ value: 12 });
  const blind = numbers({ newer: false }); // the planted bug: fill without version check
  for (const value of [12, 9]) await blind.fill('blind', entry(value));
  expect(await blind.get('blind')).toMatchObject({ value: 9 });
});

it('does not store what is too big, and lets nobody wait for it', async () => {
  const tier = texts({ maxBytes: 1_000 });
  expect(await tier.lease('big')).toBe('yours');
  await tier.fill('big', entry('x'.repeat(1_001)));
  expect(await tier.lease('big')).toBe('yours');
});

it('takes what it does not understand for nothing', async () => {
  await cluster.set(`${prefix}strange`, 'what?', 'PX', 60_000);
  expect(await texts().get('strange')).toBeUndefined();
  for (const text of ['', '1 2', '1 2 x', 'a b c d']) expect(entryIn(text, asText)).toBeUndefined();
  const empty = { value: '', readAt: 1, expiresAt: 2, loadMs: 3 };
  expect(entryIn(textOf(empty, asText), asText)).toEqual(empty);
});
