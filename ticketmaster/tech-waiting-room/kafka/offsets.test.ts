import type { Admin } from 'kafkajs';
import { expect, it } from 'vitest';
import { offsetsOf } from './topics.ts';

/** An admin whose broker answers an error so many times first: one that nobody can have of a real broker when it is wanted. */
const answering = (times: number, error: object) => {
  let left = times;
  const fetchTopicOffsets = async () => {
    if (left-- > 0) throw Object.assign(new Error('not the leader'), error);
    return [{ partition: 0, offset: '7', low: '2', high: '7' }];
  };
  return { fetchTopicOffsets } as unknown as Admin;
};

it('asks again for the offsets of a topic that has no leader yet', async () => {
  expect(await offsetsOf(answering(3, { retriable: true }), 'line.E1')).toMatchObject({ low: '2', high: '7' });
});

it('asks again also where kafkajs has asked six times, and given up', async () => {
  const givenUp = { retriable: false, cause: { retriable: true } };
  expect(await offsetsOf(answering(2, givenUp), 'line.E1')).toMatchObject({ low: '2', high: '7' });
});

it('does not ask again when the broker says that it will not help', async () => {
  await expect(offsetsOf(answering(1, { retriable: false }), 'line.E1')).rejects.toThrow('not the leader');
});
