// What the SDK repeats by itself, and with which key: counted on the wire.

import { circuitBreaker } from '@ticketmaster/limits/breaker';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ClientOptions, Refused, Unknown } from './client.ts';
import { openStandIn, type StandIn } from './payments.fixture.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
  await standIn.control('slow', { ms: 1_000 });
});
afterEach(() => standIn.control('down', { ms: 0 }));
afterAll(() => standIn.close());

const charge = (fault: string | null = null) => ({
  ...{ orderId: crypto.randomUUID(), eventId: 'E1', cents: 5_000, currency: 'EUR', fault },
});

/** Confirms an intent to which that happens, each time; answers what came of it, and the keys that were on the wire. */
async function confirm(fault: string | null, options: Partial<ClientOptions>, method = 'pm_card_visa') {
  const client = standIn.client({ patienceMs: 300, ...options });
  const intent = await standIn.client().create(crypto.randomUUID(), charge(fault && `confirm:${fault}*9`));
  standIn.asked.length = 0;
  const ended = await client.confirm('the key of '.concat(intent.id), intent.id, method).then(
    ({ declined }) => declined ?? 'done',
    (error: Error) => (error instanceof Unknown ? (error.answered ? 'unknown, answered' : 'unknown') : error.name),
  );
  return { ended, keys: standIn.asked.map(line => line.split(' ').slice(2).join(' ')) };
}

//                      what happens     calls with 0 retries, and with the SDK's 2; what it is for us
it.each<[string | null, number, number, string]>([
  [null, 1, 1, 'done'],
  ['request_lost', 2, 3, 'unknown'],
  ['answer_lost', 2, 3, 'unknown'],
  ['slow', 1, 3, 'unknown'],
  ['in_flight', 1, 3, 'unknown'],
  ['rate_limited', 1, 1, 'unknown'],
  ['error_not_done', 1, 3, 'unknown, answered'],
  ['error_done', 1, 3, 'unknown, answered'],
  ['unavailable', 1, 3, 'unknown, answered'],
])(
  '%s: the SDK asks %i times, by default %i, always with the same key, and we say: %s',
  async (fault, without, usual, means) => {
    for (const [retries, calls] of [
      [0, without],
      [2, usual],
    ] as const) {
      const { ended, keys } = await confirm(fault, { retries });
      expect([ended, keys.length, new Set(keys).size]).toEqual([means, calls, 1]);
    }
  },
);

it('a decline is asked once, and is an answer', async () => {
  const { ended, keys } = await confirm(null, { retries: 2 }, 'pm_card_visa_chargeDeclined');
  expect([ended, keys.length]).toEqual(['generic_decline', 1]);
});

it('a key that was used for another request, and a card that does not exist, are asked once and refused for good', async () => {
  const client = standIn.client({ retries: 2 });
  const intent = await client.create('one key', charge());
  standIn.asked.length = 0;
  await expect(client.create('one key', charge())).rejects.toThrow(Refused);
  await expect(client.confirm('another', intent.id, 'pm_nobody')).rejects.toMatchObject({ code: 'resource_missing' });
  expect(standIn.asked).toHaveLength(2);
});

it('waits for 5 s where the SDK would for 80, unless it is told otherwise', async () => {
  await standIn.control('slow', { ms: 7_000 });
  const began = performance.now();
  const { ended } = await confirm('slow', { retries: 0, patienceMs: 5_000 });
  const waited = performance.now() - began;
  expect([ended, waited > 4_500 && waited < 6_900]).toEqual(['unknown', true]);
  await standIn.control('slow', { ms: 1_000 });
});

it('a provider that is away is not asked any more, until one call finds it back', async () => {
  let time = 0;
  const breaker = circuitBreaker({ failures: 3, openMs: 1_000, now: () => time });
  const client = standIn.client({ breaker });
  const intent = await client.create(crypto.randomUUID(), charge());
  await standIn.control('down', { ms: 600_000 });
  for (let call = 0; call < 3; call++) await expect(client.retrieve(intent.id)).rejects.toThrow(Unknown);
  standIn.asked.length = 0;
  await expect(client.retrieve(intent.id)).rejects.toThrow('has not answered for a while');
  expect(standIn.asked).toEqual([]);
  await standIn.control('down', { ms: 0 });
  time = 1_000;
  await expect(client.retrieve(intent.id)).resolves.toMatchObject({ id: intent.id });
});
