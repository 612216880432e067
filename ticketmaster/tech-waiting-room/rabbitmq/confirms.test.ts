import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { describe, expect, it, vi } from 'vitest';
import { duringMemoryAlarm } from './alarm.fixture.ts';
import { connectToRabbitMQ } from './connect.ts';
import { inside, join, numbers, place, some } from './line.fixture.ts';
import { rabbitmqLine } from './line.ts';

vi.spyOn(console, 'error').mockReturnValue();

describe('RabbitMQ that takes nothing', () => {
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
      expect(performance.now() - before[0]!).toBeLessThan(10_000); // none waits for an answer of the broker
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
});
