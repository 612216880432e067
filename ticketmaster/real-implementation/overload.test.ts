// More requests at once than a process can answer: who only looks is refused first, who pays last, the operator never, and all is as before when it is over.
import { app, listen, send } from '@ticketmaster/common/http';
import { jsonLog } from '@ticketmaster/log/log';
import { eventually } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { expect, it } from 'vitest';
import { shopMetrics } from './metrics/shop-metrics.ts';
import { MOST, MOST_HOLDING, MOST_LOOKING, overload } from './overload.ts';

it('refuses who looks, then who wants seats, then who pays; and nobody afterwards', async () => {
  const gate = Promise.withResolvers<void>();
  const { counted, underWay } = shopMetrics(jsonLog('off', 'test'));
  const routes = Router()
    .use(counted, overload(underWay))
    .use(async (_request, response) => {
      await gate.promise;
      send(response, 200, {});
    });
  const server = await listen(app(routes, async () => {}));
  const statuses: number[] = [];
  const asks = (count: number, method: string, path: string) =>
    Array.from({ length: count }, async () => {
      const answer = await fetch(server.url + path, { method });
      statuses.push(answer.status);
      return answer;
    });
  const refused = (count: number) => eventually(() => expect(statuses).toEqual(Array(count).fill(503)));
  try {
    void asks(MOST_LOOKING + 5, 'GET', '/api/events/E1/seats');
    await refused(5);
    void asks(MOST_HOLDING - MOST_LOOKING + 3, 'POST', '/api/events/E1/orders');
    await refused(5 + 3);
    void asks(MOST - MOST_HOLDING + 2, 'POST', '/api/orders/one/confirm');
    await refused(5 + 3 + 2);
    const [one] = asks(1, 'GET', '/api/events');
    expect(await (await one!).json()).toMatchObject({ type: 'overloaded', retryable: true });
    const operator = [
      ...asks(1, 'GET', '/api/operator/figures'),
      ...asks(1, 'PUT', '/api/events/E1/waiting-room'),
      ...asks(1, 'PATCH', '/api/events/E1'),
      ...asks(1, 'POST', '/api/check-ins'),
    ];
    await eventually(() => expect(underWay()).toBe(MOST + operator.length));
    gate.resolve();
    await eventually(() => expect(statuses.filter(status => status === 200)).toHaveLength(MOST + operator.length));
    expect([underWay(), (await fetch(`${server.url}/api/events`)).status]).toEqual([0, 200]);
  } finally {
    gate.resolve();
    await server.close();
  }
});
