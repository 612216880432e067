import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { buyer, engineUnderTest } from './engine.fixture.ts';
import { seatName } from './tickets.ts';

const LOCK_MS = 1_500;
const { engine, get, post, onSale, buy, audit, control } = engineUnderTest({
  ALLOW_UNSAFE: '1',
  LOCK_MS: `${LOCK_MS}`,
});

const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).sort();

/** As a client does: the same again, under its key, while the answer says that this may help. */
async function persist(eventId: string, seatId: string, who = buyer()) {
  for (const deadline = Date.now() + 30_000; ; ) {
    const reply = await buy(eventId, seatId, who).catch(() => ({ status: 502, body: {} }));
    if (![502, 503, 504].includes(reply.status) || Date.now() > deadline) return reply;
  }
}

it('sells a seat to one of fifty, who has a mail a moment later', async () => {
  const eventId = await onSale(3);
  const buyers = Array.from({ length: 50 }, () => buyer());
  const replies = await Promise.all(buyers.map(who => persist(eventId, seatName(1), who)));
  expect(statuses(replies)).toEqual([201, ...Array(49).fill(409)]);
  const { email } = buyers[replies.findIndex(({ status }) => status === 201)]!;
  const mine = async () => ((await get('/mails')).body as { mails: { to: string }[] }).mails.map(({ to }) => to);
  await expect.poll(mine, { timeout: 20_000 }).toEqual([email]);
  await expect.poll(() => audit(eventId)).toEqual({ eventId, seats: 3, tickets: 1, oversold: 0, lost: 0, mails: 1 });
});

it('answers the same again under the same key, and refuses another purchase under it', async () => {
  const [eventId, ada] = [await onSale(3), buyer('ada')];
  const first = await persist(eventId, seatName(1), ada);
  expect(await buy(eventId, seatName(1), ada)).toEqual(first);
  expect((await buy(eventId, seatName(2), ada)).status).toBe(422);
  const { ticketId } = first.body as { ticketId: string };
  expect((await get(`/tickets/${ticketId}`)).body).toEqual({ ticketId, eventId, seatId: seatName(1), userId: 'ada' });
});

it('shows from the replica which seats are sold', async () => {
  const eventId = await onSale(2);
  await persist(eventId, seatName(2));
  const seats = async () => ((await get(`/events/${eventId}/seats`)).body as { seats: unknown[] }).seats;
  await expect.poll(seats).toEqual([
    { seatId: seatName(1), status: 'AVAILABLE' },
    { seatId: seatName(2), status: 'SOLD' },
  ]);
});

it('asks both ticket services in turn', async () => {
  const pids = await Promise.all(
    Array.from(
      { length: 4 },
      async () => ((await (await fetch(`${engine().url}/health`)).json()) as { pid: number }).pid,
    ),
  );
  expect(new Set(pids).size).toBe(2);
});

it.each([
  ['no key', { seatId: 'A-0001', userId: 'ada', email: 'ada@fans.example' }, {}, 400],
  ['no address', { seatId: 'A-0001', userId: 'ada' }, { 'idempotency-key': 'k' }, 400],
  [
    'an address that is two',
    { seatId: 'A-0001', userId: 'a', email: 'a@b.example,c@d.example' },
    { 'idempotency-key': 'k' },
    400,
  ],
  [
    'a field that nobody knows',
    { seatId: 'A-0001', userId: 'ada', email: 'a@b.example', price: 0 },
    { 'idempotency-key': 'k' },
    400,
  ],
  ['an event that is not', { seatId: 'A-0001', userId: 'ada', email: 'a@b.example' }, { 'idempotency-key': 'k' }, 404],
])('refuses %s', async (_what, body, headers, status) => {
  expect((await post('/events/nowhere/tickets', body, headers as Record<string, string>)).status).toBe(status);
});

it('lets only the operator put on sale, audit, and kill', async () => {
  for (const path of ['/events', '/topology/kill/kafka']) expect((await post(path, {})).status).toBe(401);
  expect((await fetch(`${engine().url}/api/events/x/audit`)).status).toBe(401);
  expect((await control('kill', 'nobody')).status).toBe(404);
});

it('frees a seat whose buyer’s service died with the lock, after the lease', async () => {
  const [eventId, [first, second]] = [await onSale(1), engine().tickets];
  await expect(buy(eventId, seatName(1), buyer('crash-locked'), first.url)).rejects.toThrow();
  expect(await buy(eventId, seatName(1), buyer(), second.url)).toMatchObject({
    status: 503,
    body: { type: 'being-purchased', retryable: true },
  });
  expect((await persist(eventId, seatName(1))).status).toBe(201); // also through nginx, which has found out by now
  await first.kill();
  await first.start();
});

it.each(['inserted', 'announced', 'committed'])(
  'sells once, and mails once, where a ticket service dies after %s',
  async step => {
    const [eventId, [first], who] = [await onSale(1), engine().tickets, buyer(`crash-${step}`)];
    await expect(buy(eventId, seatName(1), who, first.url)).rejects.toThrow();
    await first.kill();
    await first.start();
    const other = { ...who, userId: 'bob' };
    const later = await persist(eventId, seatName(1), other);
    expect(later.status).toBe(step === 'committed' ? 409 : 201);
    await expect.poll(() => audit(eventId), { timeout: 20_000 }).toMatchObject({ tickets: 1, oversold: 0, mails: 1 });
  },
);

it('sells on with one ticket service', async () => {
  const eventId = await onSale(20);
  const buying = Array.from({ length: 20 }, (_, nth) => persist(eventId, seatName(nth + 1)));
  await control('kill', 'ticket-1');
  expect(statuses(await Promise.all(buying))).toEqual(Array(20).fill(201));
  await control('start', 'ticket-1');
  expect(await audit(eventId)).toMatchObject({ tickets: 20, oversold: 0 });
});

it('answers everybody where CROWD connections ask at once', async () => {
  const [crowd, seats] = [Number(process.env.CROWD ?? 2_000), 10];
  const eventId = await onSale(seats);
  const { port } = new URL(engine().url);
  const open = Array.from({ length: crowd }, () => connect(Number(port), '127.0.0.1').setNoDelay());
  await Promise.all(
    open.map(socket => new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))),
  );
  const startedAt = performance.now();
  const answers = await Promise.all(
    open.map((socket, nth) => answerOf(socket, requestOf(eventId, seatName((nth % seats) + 1), Number(port)))),
  );
  const count = (status: number) => answers.filter(one => one === status).length;
  const told = [...new Set(answers)].map(status => `${status}: ${count(status)}`).join(', ');
  console.log(`${crowd} at once: ${told} in ${Math.round(performance.now() - startedAt)} ms`);
  expect(count(201) + count(409) + count(503)).toBe(crowd);
  expect(count(201)).toBe(seats);
  await expect
    .poll(() => audit(eventId), { timeout: 20_000 })
    .toMatchObject({ tickets: seats, oversold: 0, mails: seats });
});

function requestOf(eventId: string, seatId: string, port: number): string {
  const { userId, email, key } = buyer();
  const body = JSON.stringify({ seatId, userId, email });
  const headers = [`host: 127.0.0.1:${port}`, `idempotency-key: ${key}`, 'content-type: application/json'];
  return `POST /api/events/${eventId}/tickets HTTP/1.1\r\n${headers.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** The status of the answer; 0 where the connection ends without one. */
function answerOf(socket: ReturnType<typeof connect>, request: string): Promise<number> {
  return new Promise(resolve => {
    socket.setTimeout(60_000, () => socket.destroy());
    socket.once('data', data => {
      resolve(Number(String(data).split(' ')[1]));
      socket.destroy();
    });
    socket.once('close', () => resolve(0));
    socket.write(request);
  });
}
