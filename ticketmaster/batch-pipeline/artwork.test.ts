import { expect, it } from 'vitest';
import { type Artwork, anArtwork, jobIdOf, jobIn, keyOf } from './artwork.ts';

const night: Artwork = { prompt: 'A Night', style: 'poster', size: 256, seed: 7 };

it('knows a picture by all that it is made of, and by nothing else', () => {
  const others: Partial<Artwork>[] = [{ prompt: 'A Day' }, { style: 'ticket' }, { size: 512 }, { seed: 8 }];
  for (const other of others) expect(keyOf({ ...night, ...other }), JSON.stringify(other)).not.toBe(keyOf(night));
  const asked = { ...night, priority: 'high', client: 'bob', submittedAt: 2 };
  expect(keyOf(asked)).toBe(keyOf(night));
});

it('lets no two wishes run into one name', () => {
  expect(keyOf({ ...night, prompt: 'A Night","poster' })).not.toBe(keyOf(night));
  expect(jobIdOf('ada', 'b-1')).not.toBe(jobIdOf('adab', '-1'));
});

it('makes the same job of the same client and key, and another of each other client', () => {
  expect(jobIdOf('ada', 'key')).toBe(jobIdOf('ada', 'key'));
  expect(jobIdOf('ada', 'key')).not.toBe(jobIdOf('bob', 'key'));
  expect(jobIdOf('ada', 'key')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('takes a prompt without the blanks around it', () => {
  expect(anArtwork.parse({ ...night, prompt: ' A Night ' })).toEqual(night);
});

it('finds no job in what somebody else wrote', () => {
  const job = { ...night, priority: 'low', jobId: crypto.randomUUID(), client: 'ada', submittedAt: 1 };
  expect(jobIn(JSON.stringify(job))).toEqual(job);
  for (const text of ['', '{', 'null', '{}', JSON.stringify({ ...job, size: 300 })])
    expect(jobIn(text)).toBe(undefined);
});
