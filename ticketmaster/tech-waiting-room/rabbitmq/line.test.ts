import type { Socket } from 'node:net';
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { describeLine } from '@ticketmaster/waiting-room/conformance';
import type { Handed, Line, Place } from '@ticketmaster/waiting-room/line';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { duringMemoryAlarm } from './alarm.fixture.ts';
import { connectToRabbitMQ, ping } from './connect.ts';
import { rabbitmqLine } from './line.ts';
import { deadLettersOf, queueOf } from './queues.ts';

type Connection = Awaited<ReturnType<typeof connectToRabbitMQ>>;
interface Inside {
  stream: Socket;
  sendMethod(...method: unknown[]): void;
}
/** What amqplib's types keep to themselves: the socket, to be torn, and what is sent, to be counted. */
async function inside(connection: Connection): Promise<Inside> {
  return (await connection.createChannel()).connection as unknown as Inside;
}

vi.spyOn(console, 'error').mockReturnValue(); // brokers go away here all the time

describeLine('RabbitMQ', {
  async openGate(eventId) {
    const connection = await connectToRabbitMQ(env.text('AMQP_URL_2'));
    const line = await rabbitmqLine(connection)(eventId);
    const close = async () => {
      await line.close();
      await connection.close();
    };
    return { line: { ...line, close }, die: () => die(connection) };
  },
  async restartBroker() {
    await killServer('rabbitmq-2');
    await startServer('rabbitmq-2');
  },
});

/** As when its process is killed: the socket ends, and nothing was said before. */
async function die(connection: Connection): Promise<void> {
  const { stream } = await inside(connection);
  const gone = new Promise<void>(resolve => connection.once('disconnect', () => void connection.close().then(resolve)));
  stream.destroy(new Error('torn'));
  await gone;
}

describe('RabbitMQ only', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await connectToRabbitMQ(env.text('AMQP_URL'));
  });
  afterAll(() => connection.close());

  const place = (number: number): Place => ({ visitorId: `v-${number}`, number, joinedAt: new Date().toISOString() });
  async function join(line: Line, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, i) => line.join(place(i + 1))));
  }
  const numbers = (handed: Handed[]) => handed.map(({ place }) => place.number);
  async function countedIn(queue: string): Promise<number> {
    const channel = await connection.createChannel();
    channel.on('error', () => {}); // the call below is rejected with it
    const { messageCount } = await channel.checkQueue(queue);
    await channel.close();
    return messageCount;
  }

  it('puts what a dead gate held before what nobody was handed yet, in its order', async () => {
    const eventId = unique('event');
    const dying = await connectToRabbitMQ(env.text('AMQP_URL'));
    const [doomed, living] = [await rabbitmqLine(dying)(eventId), await rabbitmqLine(connection)(eventId)];
    await join(doomed, 6);
    expect(numbers(await doomed.next(2))).toEqual([1, 2]);
    expect(numbers(await living.next(1))).toEqual([3]);
    await die(dying);
    await eventually(async () => expect(await countedIn(queueOf(eventId))).toBe(5));
    expect(numbers(await living.next(5))).toEqual([1, 2, 4, 5, 6]);
    await living.close();
  });

  it('lays a place that was handed out too often aside, and goes on with the others', async () => {
    const eventId = unique('event');
    const openLine = rabbitmqLine(connection, { deliveryLimit: 2 });
    await join(await openLine(eventId), 2);
    for (let times = 0; times < 3; times++) {
      const line = await openLine(eventId);
      expect(numbers(await eventually(() => some(line.next(1))))).toEqual([1]);
      await line.close();
    }
    const line = await openLine(eventId);
    expect(numbers(await eventually(() => some(line.next(2))))).toEqual([2]);
    expect(await countedIn(deadLettersOf(eventId))).toBe(1);
    await line.close();
  });

  it('takes a hundred places and acks them with six frames', async () => {
    const line = await rabbitmqLine(connection)(unique('event'));
    await join(line, 100);
    const sent = vi.spyOn(await inside(connection), 'sendMethod');
    const handed = await line.next(100);
    expect(handed).toHaveLength(100);
    await line.ack(handed);
    expect(sent.mock.calls.length).toBeLessThanOrEqual(6);
    sent.mockRestore();
    await line.close();
  });

  it('does not take a receipt of an earlier channel for one of this', async () => {
    const eventId = unique('event');
    const line = await rabbitmqLine(connection)(eventId);
    await join(line, 2);
    const [first] = await line.next(1);
    await line.ack([{ ...first!, receipt: first!.receipt.replace(/^\d+/, '0') }]);
    await line.close();
    const next = await rabbitmqLine(connection)(eventId);
    expect(numbers(await eventually(() => some(next.next(2))))).toEqual([1, 2]);
    await next.close();
  });

  it('does not say that a place is safe when its queue is gone, and makes the queue again', async () => {
    const eventId = unique('event');
    const line = await rabbitmqLine(connection)(eventId);
    const channel = await connection.createChannel();
    await channel.deleteQueue(queueOf(eventId));
    await channel.close();
    await expect(line.join(place(1))).rejects.toThrow('is gone');
    await line.join(place(1));
    expect(numbers(await line.next(5))).toEqual([1]);
    await line.close();
  });

  it('refuses who joins at once while the broker is low on memory, and lets in those in the line all the same', async () => {
    const url = env.text('AMQP_URL_2');
    const [publishing, gates] = [await connectToRabbitMQ(url), await connectToRabbitMQ(url)];
    const line = await rabbitmqLine(publishing, { gates })(unique('event'));
    const { stream } = await inside(publishing);
    await join(line, 3);
    await duringMemoryAlarm('rabbitmq-2', async () => {
      const crowd = await Promise.allSettled(Array.from({ length: 1_000 }, (_, i) => line.join(place(i + 4))));
      for (const outcome of crowd)
        expect(outcome).toMatchObject({ reason: { message: /takes nothing: low on memory/ } });
      const before = [performance.now(), stream.writableLength];
      for (let i = 0; i < 1_000; i++) await expect(line.join(place(i))).rejects.toThrow('low on memory');
      expect(performance.now() - before[0]!).toBeLessThan(1_000);
      expect(stream.writableLength).toBe(before[1]);
      const handed = await line.next(3);
      expect(numbers(handed)).toEqual([1, 2, 3]);
      await line.ack(handed);
    });
    await eventually(() => line.join(place(2_000)), 20_000);
    const behind = await eventually(() => some(line.next(2_000)), 20_000);
    expect(numbers(behind)).toContain(2_000);
    await line.close();
    await Promise.all([publishing.close(), gates.close()]);
  });

  it('refuses at once who would wait behind too many, also when the broker says nothing at all', async () => {
    const network = await proxyTo(env.text('AMQP_URL'));
    const far = await connectToRabbitMQ(network.url);
    const line = await rabbitmqLine(far, { maxPending: 10 })(unique('event'));
    network.freeze();
    const waiting = join(line, 10);
    await expect(line.join(place(11))).rejects.toThrow('10 places wait for RabbitMQ already');
    network.mend();
    await waiting;
    await line.join(place(12));
    expect(numbers(await line.next(20))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
    await line.close();
    await far.close();
    await network.close();
  });

  it('ends a queue from which nobody has read for its life, and makes it again for who comes later', async () => {
    const eventId = unique('event');
    const line = await rabbitmqLine(connection, { expiresMs: 1_500 })(eventId);
    await join(line, 2);
    const queues = [queueOf(eventId), deadLettersOf(eventId)];
    await eventually(async () => {
      for (const queue of queues) await expect(countedIn(queue)).rejects.toThrow('NOT_FOUND');
    }, 20_000);
    await expect(line.join(place(3))).rejects.toThrow('is gone'); // and not: it is safe
    await line.join(place(3));
    expect(numbers(await eventually(() => some(line.next(5))))).toEqual([3]);
    await line.close();
  });

  it('keeps what its URL asks for', async () => {
    const asking = await connectToRabbitMQ(`${env.text('AMQP_URL')}?channelMax=7`);
    expect(await inside(asking)).toMatchObject({ channelMax: 7, heartbeat: 5 });
    await asking.close();
    const slow = await connectToRabbitMQ(`${env.text('AMQP_URL')}?heartbeat=9`);
    expect(await inside(slow)).toMatchObject({ heartbeat: 9 });
    await slow.close();
  });

  it('answers again by itself after its connection was torn', async () => {
    const torn = await connectToRabbitMQ(env.text('AMQP_URL'));
    const line = await rabbitmqLine(torn)(unique('event'));
    await line.join(place(1));
    await line.next(1);
    (await inside(torn)).stream.destroy(new Error('torn'));
    await eventually(() => line.join(place(2)));
    expect(numbers(await eventually(() => some(line.next(2))))).toEqual([1, 2]);
    await ping(torn);
    await line.close();
    await torn.close();
  });
});

async function some(asking: Promise<Handed[]>): Promise<Handed[]> {
  const handed = await asking;
  if (!handed.length) throw new Error('nothing was handed out');
  return handed;
}
