import { unique } from '@ticketmaster/testing/eventually';
import { createTopic } from '@ticketmaster/waiting-room-kafka/topics';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { publisher, RETENTION_MS } from '../kafka.ts';
import { relayOnce } from '../relay.ts';
import { underTest, wish } from '../sale.fixture.ts';
import { consuming } from './consumer.ts';
import { kafkaForTest, type MailServer, openMailServer } from './mail.fixture.ts';
import { connectToMailServer, sending, sendOnce } from './send.ts';

const sale = underTest();
let mailServer: MailServer;
beforeAll(async () => {
  mailServer = await openMailServer();
});
afterAll(() => mailServer?.close());

const once = (step: string) => {
  let crashed = false;
  return (reached: string) => {
    if (reached !== step || crashed) return;
    crashed = true;
    throw new Error(`crash: ${step}`);
  };
};

/** Sells a seat, and has all that a confirmation needs. */
async function soldTicket() {
  const one = await sale.open();
  const { kafka, topic, group } = kafkaForTest();
  await createTopic(kafka, topic, RETENTION_MS);
  const { publish, close } = publisher(kafka, topic);
  const { post, close: hangUp } = connectToMailServer(mailServer.smtpUrl);
  const eventId = unique('event');
  await one.putOnSale({ itemId: eventId, units: 1, priceCents: 0 });
  const purchase = wish(eventId, 1);
  expect(await one.purchase(purchase)).toMatchObject({ status: 'CONFIRMED' });
  onTestFinished(async () => {
    await close();
    hangUp();
    await one.close();
  });
  const { shards } = one;
  const mine = async () => (await mailServer.mails()).filter(({ to }) => to === purchase.email);
  const consume = (reached: (step: string) => unknown = () => {}) => {
    const stop = consuming({ kafka, topic, group, shards, reached });
    onTestFinished(stop);
  };
  const send = (reached: (step: string) => unknown = () => {}) => onTestFinished(sending({ shards, post, reached }));
  const sent = () => expect.poll(async () => (await one.audit(eventId))?.mails, { timeout: 20_000 }).toBe(1);
  return { shards, publish, consume, send, sent, mine, purchase, post };
}

it('confirms a ticket by one mail, also when the relay dies after it has published', async () => {
  const { shards, publish, consume, send, sent, mine, purchase } = await soldTicket();
  const published: string[] = [];
  const counted = async (sold: Parameters<typeof publish>[0]) => {
    published.push(...sold.map(({ email }) => email));
    await publish(sold);
  };
  await expect(relayOnce({ shards, publish: counted, reached: once('published') })).rejects.toThrow('crash');
  expect(await relayOnce({ shards, publish: counted })).toBe(1);
  expect(await relayOnce({ shards, publish: counted })).toBe(0);
  expect(published).toEqual([purchase.email, purchase.email]);
  consume();
  send();
  await sent();
  const [mail, ...others] = await mine();
  expect([mail!.subject, mail!.deliveries, others]).toEqual([`Your ticket: ${purchase.itemId}, seat A-0001`, 1, []]);
});

it('confirms it once, also when the notification service dies before it has told Kafka how far it has read', async () => {
  const { shards, publish, consume, send, sent, mine } = await soldTicket();
  await relayOnce({ shards, publish });
  let received = 0;
  const crash = once('received');
  consume(step => {
    received++;
    crash(step);
  });
  send();
  await sent();
  await expect.poll(() => received, { timeout: 20_000 }).toBe(2);
  expect((await mine()).map(({ deliveries }) => deliveries)).toEqual([1]);
});

it('shows it once, also when the notification service dies after the mail server has taken it', async () => {
  const { shards, publish, consume, send, sent, mine } = await soldTicket();
  await relayOnce({ shards, publish });
  consume();
  send(once('posted'));
  await sent();
  expect((await mine()).map(({ deliveries }) => deliveries)).toEqual([2]); // SMTP itself has no exactly-once
});

it('confirms it when the mail server is back', async () => {
  const { shards, publish, consume, send, sent, mine } = await soldTicket();
  await mailServer.kill();
  await relayOnce({ shards, publish });
  consume();
  send();
  const tried = () =>
    Promise.all(
      shards.map(
        async one =>
          (await one.primary().query('select max(attempts) as most from mail where attempts > 1')).rows[0]!.most,
      ),
    );
  await expect.poll(async () => Math.max(...(await tried())), { timeout: 20_000 }).toBeGreaterThan(1);
  await mailServer.start();
  await sent();
  expect((await mine()).map(({ deliveries }) => deliveries)).toEqual([1]);
});

it('gives up what the mail server refuses for ever', async () => {
  const { shards, publish, consume } = await soldTicket();
  await relayOnce({ shards, publish });
  consume();
  const refusing = async () => {
    throw Object.assign(new Error('no such user'), { responseCode: 550 });
  };
  const refused = async () => {
    await Promise.all(shards.map(shard => sendOnce(shard.primary(), { post: refusing })));
    const states = await Promise.all(
      shards.map(shard => shard.primary().query(`select said from mail where state = 'REFUSED'`)),
    );
    return states.flatMap(({ rows }) => rows);
  };
  await expect.poll(refused, { timeout: 20_000 }).toEqual([{ said: 'no such user' }]);
});
