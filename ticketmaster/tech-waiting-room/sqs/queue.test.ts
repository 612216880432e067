import { DeleteQueueCommand, GetQueueUrlCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import {
  ago,
  attributesSet,
  connect,
  countCalls,
  gatesOf,
  joinAll,
  loseAnAnswer,
  place,
  some,
  takeAll,
  visitors,
} from './queue.fixture.ts';
import { deleteQueues, type QueueKind, queueNameOf } from './queues.ts';

describe('a FIFO line on ElasticMQ, an emulator of SQS', () => {
  const gate = gatesOf('fifo');

  it('gives nothing to a second gate while the first has places in hand, until their lease is over', async () => {
    const eventId = unique('locked');
    const [first, second] = [await gate(eventId, { leaseSeconds: 2 }), await gate(eventId, { leaseSeconds: 2 })];
    await joinAll(first, 'ada', 'bob', 'cyd');
    expect(visitors(await first.next(1))).toEqual(['ada']);
    expect(await second.next(10)).toEqual([]); // though bob and cyd wait
    const came = await eventually(() => some(second));
    expect(visitors(came)).toEqual(['ada', 'bob', 'cyd']);
  });

  it('gives a gate ten by one call, and the next ten when those are acked', async () => {
    const sqs = connect();
    const one = await gate(unique('tens'), {}, sqs);
    const crowd = Array.from({ length: 25 }, (_, i) => `visitor-${i}`);
    await joinAll(one, ...crowd);
    const calls = countCalls(sqs);
    const ten = await one.next(100);
    expect(calls).toEqual({ ReceiveMessageCommand: 1 }); // a second would be paid for, and find the group locked
    expect(visitors(ten)).toEqual(crowd.slice(0, 10));
    expect(await one.next(100)).toEqual([]);
    await one.ack(ten.slice(0, 9));
    expect(await one.next(100)).toEqual([]); // one in hand locks as well as ten do
    await one.ack(ten.slice(9));
    expect(visitors(await one.next(100))).toEqual(crowd.slice(10, 20));
  });

  it('has whoever tries again to join in it once, also through another gate', async () => {
    const eventId = unique('again');
    const [first, second] = [await gate(eventId), await gate(eventId)];
    const [ada] = await joinAll(first, 'ada');
    await Promise.all([first.join(ada!), second.join(ada!), first.join(ada!)]);
    const handed = await first.next(10);
    expect(visitors(handed)).toEqual(['ada']);
    await first.ack(handed);
    expect(await first.next(10)).toEqual([]);
  });

  it('takes again whom it lost, when the gate puts them in again', async () => {
    const one = await gate(unique('lost'));
    const [ada] = await joinAll(one, 'ada');
    await one.ack(await one.next(1)); // so far nobody let her in
    await one.join({ ...ada!, joinedAt: ago(31_000) }); // half a minute later
    expect(visitors(await one.next(1))).toEqual(['ada']);
  });

  it('gives the same places again when the answer that held them got lost', async () => {
    const sqs = connect();
    const one = await gate(unique('answer'), {}, sqs);
    await joinAll(one, 'ada', 'bob');
    loseAnAnswer(sqs, 'ReceiveMessageCommand');
    const handed = await one.next(10);
    expect(visitors(handed)).toEqual(['ada', 'bob']);
    await one.ack(handed);
    expect(await one.next(10)).toEqual([]);
  });

  it('takes a batch once when the answer to it got lost', async () => {
    const sqs = connect();
    const one = await gate(unique('answer'), {}, sqs);
    loseAnAnswer(sqs, 'SendMessageBatchCommand');
    await joinAll(one, 'ada');
    await joinAll(one, 'bob');
    expect(visitors(await one.next(10))).toEqual(['ada', 'bob']);
  });

  it('takes 300 who join at once in their order, ten at a time', async () => {
    const sqs = connect();
    const one = await gate(unique('rush'), {}, sqs);
    const calls = countCalls(sqs);
    const crowd = Array.from({ length: 300 }, (_, i) => `visitor-${i}`);
    await Promise.all(crowd.map((visitorId, i) => one.join(place(visitorId, i + 1))));
    expect(calls.SendMessageBatchCommand).toBeLessThanOrEqual(32);
    expect(await takeAll(one)).toEqual(crowd);
  });
});

describe('a standard line on ElasticMQ, an emulator of SQS', () => {
  const gate = gatesOf('standard');

  it('locks nobody out: two gates have places in hand at the same time', async () => {
    const eventId = unique('open');
    const [first, second] = [await gate(eventId), await gate(eventId)];
    await joinAll(first, 'ada', 'bob', 'cyd');
    const inHand = [...(await first.next(1)), ...(await second.next(10))];
    expect(visitors(inHand).sort()).toEqual(['ada', 'bob', 'cyd']);
  });

  it('gives a hundred in ten calls, takes their acks in ten, and mixes those who joined at once', async () => {
    const sqs = connect();
    const one = await gate(unique('hundred'), {}, sqs);
    const crowd = Array.from({ length: 100 }, (_, i) => `visitor-${i}`);
    await Promise.all(crowd.map((visitorId, i) => one.join(place(visitorId, i + 1))));
    const calls = countCalls(sqs);
    const handed = await one.next(100);
    await one.ack(handed);
    expect(calls).toEqual({ ReceiveMessageCommand: 10, DeleteMessageBatchCommand: 10 });
    expect(visitors(handed)).not.toEqual(crowd);
    expect(visitors(handed).sort()).toEqual(crowd.toSorted());
  });
});

describe.each<QueueKind>(['fifo', 'standard'])('a %s line on ElasticMQ, an emulator of SQS,', kind => {
  const gate = gatesOf(kind);

  it('hands what a gate held when it closed to the next at once', async () => {
    const eventId = unique('closed');
    const [first, second] = [await gate(eventId), await gate(eventId)];
    await joinAll(first, 'ada', 'bob', 'cyd');
    await first.ack((await first.next(2)).slice(0, 1));
    await first.close();
    expect(visitors(await second.next(10)).sort()).toEqual(['bob', 'cyd']);
  });

  it('has its queue made again when somebody deleted it', async () => {
    const sqs = connect();
    const eventId = unique('deleted');
    const one = await gate(eventId, {}, sqs);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueNameOf(eventId, kind) }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await joinAll(one, 'ada');
    expect(visitors(await one.next(1))).toEqual(['ada']);
  });

  it('has messages kept for two weeks, and its queues until somebody deletes them', async () => {
    const sqs = connect();
    const eventId = unique('life');
    const asked = attributesSet(sqs); // ElasticMQ takes this one and keeps messages for ever
    await joinAll(await gate(eventId, {}, sqs), 'ada');
    expect(asked.map(({ MessageRetentionPeriod }) => MessageRetentionPeriod)).toEqual(['1209600', '1209600']);
    const ours = () => sqs.send(new ListQueuesCommand({ QueueNamePrefix: `line-${eventId}` }));
    expect((await ours()).QueueUrls).toHaveLength(1);
    await deleteQueues(sqs, eventId, kind);
    expect((await ours()).QueueUrls ?? []).toEqual([]);
  });

  it('opens with another lease than it was made with', async () => {
    const eventId = unique('lease');
    await joinAll(await gate(eventId, { leaseSeconds: 60, maxReceives: 5 }), 'ada');
    const one = await gate(eventId, { leaseSeconds: 1, maxReceives: 20 });
    await some(one);
    expect(visitors(await eventually(() => some(one), 5_000))).toEqual(['ada']);
  });

  it('does nothing when a place is acked whose lease is over and which another gate has', async () => {
    const eventId = unique('late');
    const [slow, other] = [await gate(eventId, { leaseSeconds: 1 }), await gate(eventId, { leaseSeconds: 1 })];
    await joinAll(slow, 'ada');
    const late = await some(slow);
    await eventually(() => some(other));
    await slow.ack(late);
    await slow.close();
    expect(visitors(await eventually(() => some(other)))).toEqual(['ada']); // she was in the line still
  });
});
