import { app, send } from '@ticketmaster/common/http';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { webRoutes } from '../web.ts';
import { openApi } from './document.ts';
import { served } from './served.fixture.ts';

const document = openApi();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    ...described,
  })),
);

describe('the document of a real shop', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop();
  });
  afterAll(() => shop.close());

  /** All that this router serves, but for the files of the page. */
  const routesOf = (routes: Router) => {
    const page = served(webRoutes());
    const all = served(app(routes, shop.shop.ready).router);
    expect(page.filter(route => !all.includes(route))).toEqual([]);
    return [...new Set(all)].filter(route => !page.includes(route)).toSorted();
  };
  const named = () => operations.map(({ name }) => name).toSorted();

  it('has every route that express serves, and none more', () => {
    expect(routesOf(shop.shop.routes)).toEqual(named());
  });

  it('lacks a route that nobody has described', () => {
    const more = Router().use(
      shop.shop.routes,
      Router().get('/api/secrets/:secretId', (_request, response) => send(response, 200, {})),
    );
    expect(routesOf(more).filter(route => !named().includes(route))).toEqual(['GET /api/secrets/{secretId}']);
    expect(() => routesOf(Router().use('/api/under', more))).toThrow('under a path');
  });

  it('says by which methods a path is asked; by others it is refused', async () => {
    const allow = 'GET, PUT, PATCH, HEAD, OPTIONS';
    const options = await shop.call('OPTIONS', '/api/events/E1');
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
    const refused = await shop.call('DELETE', '/api/events/E1');
    expect(refused).toMatchObject({ status: 405, body: { type: 'method-not-allowed' } });
    expect(refused.headers.get('allow')).toBe(allow);
    expect(await shop.call('DELETE', '/api/nothing')).toMatchObject({ status: 404 });
  });

  it('is served as it is', async () => {
    const { status, body } = await shop.call('GET', '/api/openapi.json');
    expect({ status, body }).toEqual({ status: 200, body: JSON.parse(JSON.stringify(document)) });
  });
});

it('describes each name of a path', () => {
  for (const { name, path, parameters } of operations)
    expect(
      parameters.filter(one => one.in === 'path').map(one => one.name),
      name,
    ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, word]) => word));
});

it('calls no two operations the same', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('names what a schema says that only a refinement knew', () => {
  const hold = document.paths['/api/events/{eventId}/orders']?.post?.requestBody?.content['application/json']?.schema;
  expect(hold?.anyOf?.[0]?.properties?.seatIds).toMatchObject({ minItems: 1, maxItems: 8, uniqueItems: true });
  const search = document.paths['/api/events']?.get?.parameters ?? [];
  expect(search.find(({ name }) => name === 'page')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 1_000 });
});

it('says what a route may be refused for', () => {
  const statuses = (path: string, method: string) => Object.keys(document.paths[path]?.[method]?.responses ?? {});
  expect(statuses('/api/events/{eventId}/orders', 'post')).toEqual(
    expect.arrayContaining(['201', '400', '401', '403', '404', '409', '413', '415', '422', '429']),
  );
  expect(statuses('/api/check-ins', 'post')).not.toContain('429'); // it is no visitor's
  const stream = document.paths['/api/events/{eventId}/seats/stream']?.get?.responses[200];
  expect(Object.keys(stream?.content ?? {})).toEqual(['text/event-stream']);
});
