import { setTimeout as sleep } from 'node:timers/promises';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { afterAll, expect, it } from 'vitest';
import { buyer, engineUnderTest } from './engine.fixture.ts';
import { KAFKA } from './mail/mail.fixture.ts';
import type { Received } from './sink/mailbox.ts';
import { seatName } from './tickets.ts';

const SALES = Number(process.env.SALES ?? 1_000);
const { engine, get, onSale, buy, audit } = engineUnderTest();
afterAll(() => startServer(KAFKA));

/** Kills one after the other, and starts it again, until it is told to stop. Answers how often each was killed. */
function havoc() {
  const { notification, mails, tickets } = engine();
  const kafka = { name: 'kafka', kill: () => killServer(KAFKA), start: () => startServer(KAFKA) };
  const targets = [notification, mails, kafka, notification, mails, tickets[0], notification, mails, tickets[1]];
  const kills: Record<string, number> = {};
  let stopped = false;
  async function goOn(): Promise<void> {
    for (let round = 0; !stopped || round < targets.length; round++) {
      const one = targets[round % targets.length]!;
      await one.kill();
      kills[one.name] = (kills[one.name] ?? 0) + 1;
      await sleep(100 + 200 * Math.random());
      await one.start();
      await sleep(100 + 200 * Math.random());
    }
  }
  const going = goOn();
  return async () => {
    stopped = true;
    await going;
    return kills;
  };
}

it(`mails each of ${SALES} sales exactly once in effect, with kills of Kafka, the notification service, the mail server and the ticket services`, async () => {
  const half = SALES / 2;
  const events = [await onSale(half, 'one'), await onSale(half, 'other-1')];
  const wanted = Array.from({ length: SALES }, (_, nth) => ({
    ...{ eventId: events[nth % 2]!, seatId: seatName(Math.floor(nth / 2) + 1), who: buyer() },
  }));
  const emails = wanted.map(({ who }) => who.email).sort();
  const queue = [...wanted];
  async function customer(): Promise<void> {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { eventId, seatId, who } = next;
      const buying = () =>
        buy(eventId, seatId, who).then(
          ({ status }) => status,
          () => 0,
        );
      await expect.poll(buying, { timeout: 30_000, interval: 20 }).toBe(201);
    }
  }
  const stop = havoc();
  await Promise.all(Array.from({ length: 8 }, customer));
  const kills = await stop();
  expect(Object.keys(kills)).toHaveLength(5);

  const confirmed = async () => {
    const audits = await Promise.all(events.map(audit));
    return audits.map(({ tickets, oversold, mails }) => ({ tickets, oversold, mails }));
  };
  const all = { tickets: half, oversold: 0, mails: half };
  await expect.poll(confirmed, { timeout: 60_000, interval: 200 }).toEqual([all, all]);
  const { mails } = (await get('/mails')).body as { mails: Received[] };
  expect(mails.map(({ to }) => to).sort()).toEqual(emails);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(SALES);
  const again = mails.filter(({ deliveries }) => deliveries > 1).length;
  console.log(`kills: ${JSON.stringify(kills)}; ${again} mails were delivered more than once, and are shown once`);
});
