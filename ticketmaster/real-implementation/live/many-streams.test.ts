// What the command measures with 10,000 streams, and here with few enough for a test.
import { expect, it } from 'vitest';
import { manyStreams } from './many-streams.ts';

it('tells each of 500 streams of each hold, once', async () => {
  expect(await manyStreams(500, 3)).toMatchObject({ streams: 500, holds: 3, seats: 20_000, lost: 0, twice: 0 });
});
