import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { orderIdOf } from '@ticketmaster/locking/routes';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockOf } from './sell.ts';
import { serversFrom } from './servers.ts';
import { connectVoters } from './voters.ts';

const script = join(import.meta.dirname, 'server.ts');
const running: Spawned[] = [];
async function start(settings: Record<string, string> = {}): Promise<Spawned> {
  running.push(await spawnServer(script, { OPERATOR_TOKEN, LEASE_MS: '4000', ALLOW_UNSAFE: '1', ...settings }));
  return running.at(-1)!;
}
let swift: Spawned;
beforeAll(async () => {
  swift = await start();
});
afterAll(async () => {
  await Promise.all(running.map(server => server.end('SIGKILL'))); // one of them may be stopped
});

/** An event, and Ada's order at a slow server, which pauses where no lock is looked at any more; her money is set aside. */
async function adaPauses(way: string) {
  const slow = await start({ PAUSE_AT: 'lock checked', PAUSE_MS: '2500' });
  const eventId = unique('event');
  await call('POST', `${slow.url}/api/events`, { eventId, seats: 5 });
  const buy = ({ url }: Spawned, userId: string, withinMs?: number) =>
    call(
      'POST',
      `${url}/api/events/${eventId}/orders?way=${way}`,
      { userId, seatIds: ['A-1-01'], paymentToken: 'tok_ok' },
      `${eventId}-${userId}`,
      withinMs,
    );
  /** As a client does who is told that too many want the seat. */
  const keepTrying = (server: Spawned, userId: string) =>
    eventually(async () => {
      const answer = await buy(server, userId);
      expect(answer.status).not.toBe(503);
      return answer;
    });
  const audit = async ({ url }: Spawned) => (await call('GET', `${url}/api/events/${eventId}/audit`)).body;
  const ada = buy(slow, 'ada', 60_000); // a machine at its limit may need long to start another server meanwhile
  await eventually(async () => expect((await audit(slow)).inDoubt).toBe(2)); // the order, and the money
  return { slow, ada, keepTrying, audit, eventId, adasOrder: orderIdOf('ada', `${eventId}-ada`) };
}

const answer = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, body.detail ?? body.status];
const CONFIRMED = [201, 'CONFIRMED'];
const LOST = [503, 'too many want the same (lost the lock); nothing was done'];
const TAKEN = [409, 'somebody was faster; nothing was done'];

describe.concurrent('the holder is stopped for longer than its lease', () => {
  it.for([
    ['unfenced', CONFIRMED, 1],
    ['one-redis', LOST, 0],
    ['redlock', LOST, 0],
  ] as const)('%s: bob buys, ada is told %s, and so many seats are sold twice: %i', async ([way, toAda, soldTwice]) => {
    const { slow, ada, keepTrying, audit, adasOrder } = await adaPauses(way);
    slow.process.kill('SIGSTOP');
    const other = await start(); // which recovers at its start, and leaves ada's order alone: her server lives
    expect((await call('GET', `${other.url}/api/orders/${adasOrder}`)).body.status).toBe('PENDING');
    expect(answer(await keepTrying(other, 'bob'))).toEqual(CONFIRMED);
    slow.process.kill('SIGCONT');
    expect(answer(await ada)).toEqual(toAda);
    const faults = { soldTwice, paidWithoutTicket: 0, ticketWithoutPayment: 0, inDoubt: 0 };
    expect(await audit(other)).toMatchObject({ sold: 1, tickets: 1 + soldTwice, ...faults });
  });
});

describe.concurrent('the first Redis fails over to a replica that the lock had not reached', () => {
  it.for([
    ['unfenced', CONFIRMED, CONFIRMED, 1],
    ['one-redis', CONFIRMED, LOST, 0],
    ['redlock', TAKEN, CONFIRMED, 0],
  ] as const)(
    '%s: bob is told %s, ada %s, and so many seats are sold twice: %i',
    async ([way, toBob, toAda, soldTwice]) => {
      const { ada, keepTrying, audit, eventId } = await adaPauses(way);
      const [first] = await connectVoters(serversFrom(env).redisUrls.slice(0, 1));
      expect(await first!.redis.del(lockOf(eventId, 'A-1-01'))).toBe(1);
      first!.redis.disconnect();
      expect(answer(await keepTrying(swift, 'bob'))).toEqual(toBob);
      expect(answer(await ada)).toEqual(toAda);
      const faults = { soldTwice, paidWithoutTicket: 0, ticketWithoutPayment: 0, inDoubt: 0 };
      expect(await audit(swift)).toMatchObject({ sold: 1, tickets: 1 + soldTwice, ...faults });
    },
  );
});

describe.concurrent('of the five Redis servers', () => {
  it.for([
    [2, 201, 200],
    [3, 503, 503],
  ] as const)('%i are dead: an order is answered %i, and /ready %i', async ([dead, toAda, ready]) => {
    const server = await start({ DEAD_REDIS: `${dead}` });
    const eventId = unique('event');
    await call('POST', `${server.url}/api/events`, { eventId, seats: 5 });
    const wish = { userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
    const order = await call('POST', `${server.url}/api/events/${eventId}/orders`, wish, unique('key'));
    expect(order.status).toBe(toAda);
    expect((await call('GET', `${server.url}/ready`)).status).toBe(ready);
    expect((await call('GET', `${server.url}/api/events/${eventId}/audit`)).body.inDoubt).toBe(0);
  });
});
