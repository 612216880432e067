import { eventually, unique } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { connect, gatesOf, joinAll, some, visitors } from './queue.fixture.ts';
import type { QueueKind } from './queues.ts';
import { deadLetters, redrive } from './redrive.ts';

describe.each<QueueKind>(['fifo', 'standard'])('a %s line on ElasticMQ, an emulator of SQS,', kind => {
  it('puts aside who was handed out twice and never acked, and redrive puts them back', async () => {
    const sqs = connect();
    const eventId = unique('aside');
    const gate = () => gatesOf(kind)(eventId, { maxReceives: 2 }, sqs);
    await joinAll(await gate(), 'ada', 'bob');
    for (const one of [await gate(), await gate()]) {
      expect(visitors(await one.next(10)).sort()).toEqual(['ada', 'bob']);
      await one.close(); // to hand back politely counts as well
    }
    const one = await gate();
    await eventually(async () => {
      expect(await one.next(10)).toEqual([]);
      expect(await deadLetters(sqs, eventId, kind)).toBe(2);
    });

    expect(await redrive(sqs, eventId, kind)).toBe(2);
    expect(await deadLetters(sqs, eventId, kind)).toBe(0);
    const back = await eventually(() => some(one));
    expect(visitors(back).sort()).toEqual(['ada', 'bob']);
    await one.ack(back);
    expect(await redrive(sqs, eventId, kind)).toBe(0);
  });
});
