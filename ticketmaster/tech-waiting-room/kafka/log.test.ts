import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import type { Handed, Line, Place } from '@ticketmaster/waiting-room/line';
import type { Kafka } from 'kafkajs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { replay } from './audit.ts';
import { breakableClient } from './client.fixture.ts';
import { connectToKafka } from './connect.ts';
import { kafkaLine } from './line.ts';
import { groupOf, topicOf } from './topics.ts';

describe('only on Kafka', () => {
  const brokers = env.text('KAFKA_BROKERS');
  const { kafka } = breakableClient(brokers);
  const admin = kafka.admin();
  const open: Line[] = [];
  afterEach(async () => void (await Promise.all(open.splice(0).map(line => line.close()))));
  afterAll(() => admin.disconnect());

  async function openLine(eventId: string, client: Kafka = connectToKafka(brokers), settings = {}): Promise<Line> {
    const line = await kafkaLine(client, settings)(eventId);
    open.push(line);
    return line;
  }
  const leave = (line: Line) => open.splice(open.indexOf(line), 1)[0]!.close();
  const crowd = (size: number): Place[] =>
    Array.from({ length: size }, (_, i) => ({
      visitorId: `v-${i}`,
      number: i + 1,
      joinedAt: new Date(i).toISOString(),
    }));
  const join = (line: Line, places: Place[]) => Promise.all(places.map(place => line.join(place)));
  const numbers = (handed: Handed[]) => handed.map(({ place }) => place.number);
  const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  /** Asks all lines again and again until `count` places came. */
  async function take(count: number, ...lines: Line[]): Promise<Handed[]> {
    const came: Handed[] = [];
    await eventually(async () => {
      for (const line of lines) came.push(...(await line.next(count - came.length)));
      expect(came).toHaveLength(count);
    }, 60_000);
    return came;
  }
  async function committed(eventId: string): Promise<string> {
    const [ofTopic] = await admin.fetchOffsets({ groupId: groupOf(eventId), topics: [topicOf(eventId)] });
    return ofTopic!.partitions[0]!.offset;
  }

  it('replays the whole on-sale, those included who were let in', async () => {
    const eventId = unique('event');
    const line = await openLine(eventId);
    const places = crowd(20);
    expect(await replay(kafka, eventId)).toEqual([]);
    await join(line, places);
    await line.ack(await take(20, line));
    expect(await committed(eventId)).toBe('20');
    expect(await replay(kafka, eventId)).toEqual(places);
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith('audit.'))).toEqual([]);
  });

  it('lets one of two gates stand by, and take over when the other leaves', async () => {
    const eventId = unique('event');
    const patient = { sessionTimeoutMs: 30_000 };
    const gates = [await openLine(eventId, undefined, patient), await openLine(eventId, undefined, patient)];
    await settled(eventId, 2);
    await join(gates[0]!, crowd(10));
    expect(numbers(await take(5, ...gates))).toEqual(upTo(5));
    const answers = await Promise.all(gates.map(gate => gate.next(100)));
    expect(answers.map(({ length }) => length).sort()).toEqual([0, 5]);
    const [working, standby] = answers[0]!.length ? gates : gates.toReversed();
    await working!.ack(answers.flat());
    await join(working!, crowd(12).slice(10));
    await take(2, working!);

    const from = performance.now();
    await leave(working!);
    expect(numbers(await take(2, standby!))).toEqual([11, 12]);
    expect(performance.now() - from).toBeLessThan(20_000); // a dead one's session would be waited for
  });

  it('never moves the committed offset for the ack of an earlier membership', async () => {
    const eventId = unique('event');
    const first = await openLine(eventId);
    await join(first, crowd(10));
    const early = await take(6, first);
    await first.ack(early.slice(0, 2));
    expect(await committed(eventId)).toBe('2');

    const second = await openLine(eventId); // the group rebalances
    await settled(eventId, 2);
    const again = await take(8, first, second);
    expect(numbers(again)).toEqual(upTo(10, 3));
    await first.ack(early.slice(2));
    expect(await committed(eventId)).toBe('2');
  });

  it('needs far fewer requests than joins when many join at once', async () => {
    const client = connectToKafka(brokers);
    const makeProducer = client.producer.bind(client);
    let requests = 0;
    client.producer = config => {
      const producer = makeProducer(config);
      producer.on(producer.events.REQUEST, ({ payload }) => void (payload.apiName === 'Produce' && requests++));
      return producer;
    };
    const line = await openLine(unique('event'), client);
    await Promise.all(
      upTo(10).map(async tenth => {
        for (const place of crowd(500).slice(tenth * 50 - 50, tenth * 50)) void (await line.join(place));
      }),
    );
    expect(requests).toBeLessThanOrEqual(60);
    const before = requests;
    await join(line, crowd(500));
    expect(requests - before).toBeLessThanOrEqual(2);
  });

  it('reads ahead a part of a crowd, and hands it all out in order', async () => {
    const eventId = unique('event');
    const line = await openLine(eventId, undefined, { prefetch: 10 });
    await join(line, crowd(2_500));
    expect(await replay(kafka, eventId)).toHaveLength(2_500); // and all the while the gate could have read them, too
    const ahead = await line.next(2_500);
    expect(ahead.length).toBeLessThan(2_500);
    await line.ack(ahead);
    expect(numbers([...ahead, ...(await take(2_500 - ahead.length, line))])).toEqual(upTo(2_500));
  });

  it('keeps who joins after one whose ack was lost', async () => {
    const eventId = unique('event');
    const impatient = { requestTimeout: 500, retry: { retries: 1 } };
    const { kafka: client, loseAnswers, cut } = breakableClient(brokers, impatient);
    const line = await openLine(eventId, client);
    const [ada, bob, cyd] = crowd(3);
    await line.join(ada!);
    loseAnswers();
    await expect(line.join(bob!)).rejects.toThrow('timed out');
    cut();
    await line.join(cyd!);
    expect(await replay(kafka, eventId)).toEqual([ada, bob, cyd]);
  });

  it('can be opened again by the process that has closed it', async () => {
    const eventId = unique('event');
    const openAgain = kafkaLine(connectToKafka(brokers));
    const before = await openAgain(eventId);
    await join(before, crowd(2));
    await before.ack(await take(1, before));
    await before.close();
    const after = await openAgain(eventId);
    open.push(after);
    await after.join(crowd(3)[2]!);
    expect(numbers(await take(2, after))).toEqual([2, 3]);
  });

  it('works again on the same line after the server was killed', async () => {
    const eventId = unique('event');
    const line = await openLine(eventId, connectToKafka(env.text('KAFKA_BROKERS_2')));
    await join(line, crowd(10));
    const early = await take(5, line);
    await line.ack(early.slice(0, 2));
    await killServer('kafka-2');
    await expect(line.join(crowd(11)[10]!)).rejects.toThrow();
    await startServer('kafka-2');

    await eventually(() => line.join(crowd(11)[10]!), 60_000);
    await line.ack(early.slice(2)); // of a membership that has ended
    const handed = await take(9, line);
    expect(numbers(handed).slice(0, 8)).toEqual(upTo(10, 3));
    await line.ack(handed);
  });

  /** Waits until the group of an event has so many members and each knows what it has to do. */
  async function settled(eventId: string, members: number): Promise<void> {
    await eventually(async () => {
      const { groups } = await admin.describeGroups([groupOf(eventId)]);
      expect(groups[0]).toMatchObject({ state: 'Stable', members: { length: members } });
    }, 60_000);
  }
});
