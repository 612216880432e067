// The whole engine, of its own for a file of tests, and a client of it.
import { env } from '@ticketmaster/common/env';
import { programs } from '@ticketmaster/replicated-servers/programs.fixture';
import { ask, type Reply } from '@ticketmaster/testing/client';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll } from 'vitest';
import { type Engine, openEngine } from './engine.ts';
import { brokers } from './mail/mail.fixture.ts';

const OPERATOR = { authorization: 'Bearer let-me-in' };
const JSON_TYPE = { 'content-type': 'application/json' };

export interface Buyer {
  userId: string;
  email: string;
  key: string;
}

export const buyer = (name = unique('user')): Buyer => ({
  ...{ userId: name, email: `${name}@fans.example`, key: unique('key') },
});

export function engineUnderTest(settings: Record<string, string> = {}, synchronous = true) {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({
      ...{ ...programs(), nginx: env.text('NGINX_PATH'), port: await freePort(), brokers: brokers() },
      ...{ topic: unique('tickets'), operatorToken: 'let-me-in', synchronous, settings },
    });
  });
  afterAll(() => engine?.end());
  return { engine: () => engine, ...clientOf(() => engine) };
}

function clientOf(engine: () => Engine) {
  const get = (path: string, url = engine().url) => ask('GET', `${url}/api${path}`, OPERATOR);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}, url = engine().url) =>
    ask('POST', `${url}/api${path}`, { ...JSON_TYPE, ...headers }, JSON.stringify(body), 20_000);
  return {
    ...{ get, post },
    async onSale(seats: number, eventId = unique('event')): Promise<string> {
      const { status, body } = await post('/events', { eventId, seats }, OPERATOR);
      if (status !== 201) throw new Error(JSON.stringify(body));
      return eventId;
    },
    buy: (eventId: string, seatId: string, { userId, email, key }: Buyer, url = engine().url): Promise<Reply> =>
      post(`/events/${eventId}/tickets`, { seatId, userId, email }, { 'idempotency-key': key }, url),
    audit: async (eventId: string) => (await get(`/events/${eventId}/audit`)).body as Record<string, number>,
    control: (verb: 'kill' | 'start' | 'promote', name: string | number) =>
      post(`/topology/${verb}/${name}`, {}, OPERATOR),
  };
}
