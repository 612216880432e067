import { app, listen, send } from '@ticketmaster/common/http';
import { seeded } from '@ticketmaster/testing/zipf';
import { type RequestHandler, Router } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OPERATOR_TOKEN, openTestShop, type TestShop } from '../shop.fixture.ts';
import { openApi, type Schema } from './document.ts';
import { draw } from './draw.ts';
import { fuzz } from './fuzz.ts';
import { drawRequest, operationsOf } from './request.ts';
import { allows } from './spoil.ts';

const document = openApi();
const operations = operationsOf(document);

describe('a real shop', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop();
    await shop.onSale();
    vi.spyOn(console, 'error').mockImplementation(() => {}); // refusals are logged
  });
  afterAll(() => shop.close());

  it('answers as its document says, whatever is sent', async () => {
    const { found, answers } = await fuzz({
      ...{ url: shop.url, seed: 7, requests: 1_000, operatorToken: OPERATOR_TOKEN },
    });
    expect(found).toEqual([]);
    for (const { method, path } of operations) expect(answers.get(`${method} ${path}`)?.size, path).toBeGreaterThan(0);
    expect(answers.get('POST /api/events/{eventId}/orders')?.get(201)).toBeGreaterThan(0);
    expect(answers.get('GET /api/tickets/{ticketId}')?.get(200)).toBeGreaterThan(0);
  });

  it('is found out where it does not', async () => {
    const says =
      (status: number, what: unknown): RequestHandler =>
      (_request, response) =>
        send(response, status, what);
    const planted = Router()
      .get('/api/cities', () => {
        throw new Error('planted');
      })
      .get('/api/session', () => {}) // and no answer
      .get('/api/tickets/key', says(418, {}))
      .get('/api/orders', (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end())
      .get('/api/operator/figures', says(200, { seats: 'all' }))
      .put('/api/events/:eventId/waiting-room', says(200, {}))
      .get('/api/events/:eventId/seats', says(400, {}));
    const server = await listen(app(Router().use(planted, shop.shop.routes), shop.shop.ready));
    const { found } = await fuzz({
      ...{ url: server.url, seed: 3, requests: 400, operatorToken: OPERATOR_TOKEN, withinMs: 150 },
    });
    await server.close();
    const said = [...new Set(found.map(({ what, drawn }) => `${drawn.operation}: ${what}`))];
    expect(said).toEqual(
      expect.arrayContaining([
        'GET /api/cities: 500',
        'GET /api/session: no answer in 150 ms',
        'GET /api/tickets/key: 418, which the document does not name',
        "GET /api/orders: 200 of type 'text/html', not 'application/json'",
        'GET /api/operator/figures: another shape than Figures',
        'PUT /api/events/{eventId}/waiting-room: 200, although the document forbids it',
        'GET /api/events/{eventId}/seats: 400, although the document allows it',
      ]),
    );
  });
});

describe('the requests', () => {
  const who = { sessions: [{ userId: 'ada', cookie: 'session=ada' }], operatorToken: 'x' };
  const drawn = (seed: number) =>
    Array.from({ length: 300 }, (_, i) => drawRequest(document, seed, i, new Map([['eventId', ['E1', 'E2']]]), who));

  it('are the same for the same seed, and others for another', () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it('are right for about a half, and forbidden for a good part', () => {
    const all = drawn(7);
    expect(all.filter(({ wrong }) => !wrong.length).length).toBeGreaterThan(100);
    expect(all.filter(({ forbidden }) => forbidden).length).toBeGreaterThan(60);
  });
});

it('draws what each schema of the document allows', () => {
  const schemas: [name: string, schema: Schema][] = operations.flatMap(({ described }) => [
    ...described.parameters.map(({ name, schema }): [string, Schema] => [name, schema]),
    ...Object.values(described.requestBody?.content ?? {}).map(({ schema }): [string, Schema] => ['', schema]),
  ]);
  const source = { random: seeded(1), known: new Map(), own: {} };
  for (const [name, schema] of schemas)
    for (let time = 0; time < 50; time++) {
      const value = draw(schema, source, name);
      expect(allows(schema, value), `${name}: ${JSON.stringify(value)} for ${JSON.stringify(schema)}`).toBe(true);
    }
});
