// One order through three processes: held and paid at one that is killed in between, finished by the worker, charged by the provider.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { openDoors } from '../crowd/doors.ts';

it('finds an order by one request id in the logs of web, worker and provider', async () => {
  const doors = await openDoors({ instances: 2, holdSeconds: 60, operatorToken: 'of-the-test', log: 'info' });
  const db = connectToPostgres(env.text('PG_URL'), { schema: doors.schema, connections: 1 });
  try {
    const web = doors.webs[1]!;
    const worker = doors.worker!;
    await doors.webs[0]!.kill(); // or it might finish the order
    await doors.control('slow', { ms: 1_500 });
    const session = await fetch(`${web.url}/api/session`, { method: 'POST' });
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
    const requestId = unique('hold');
    const post = (path: string, body: object, more: Record<string, string> = {}) =>
      fetch(`${web.url}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': unique('key'), ...more },
      });
    const held = await post('/api/events/E5/orders', { best: { count: 1 } }, { 'x-request-id': requestId });
    const { orderId } = (await held.json()) as { orderId: string };
    const stored = async () =>
      (await db.query('select status, intent_id is not null as asked from purchase where order_id = $1', [orderId]))
        .rows[0];

    const paying = post(`/api/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_slow' }).catch(() => 'killed');
    await eventually(async () => expect(await stored()).toEqual({ status: 'AUTHORIZING', asked: true }));
    await web.kill(); // while the card is asked
    expect(await paying).toBe('killed');
    await eventually(async () => expect(await stored()).toMatchObject({ status: 'CONFIRMED' }), 40_000);

    /** What a process has said about the order, always with the id of the request that began it. */
    const said = ({ output }: { output(): string }) => {
      const lines = output()
        .split('\n')
        .filter(line => line.startsWith('{') && line.includes(orderId));
      return lines.map(line => {
        const { what, step, ...more } = JSON.parse(line);
        expect(more, line).toMatchObject({ orderId, orderRequestId: requestId });
        return step ? `${what} ${step}` : what;
      });
    };
    expect(said(web).slice(0, 2)).toEqual(['request', 'order create']);
    await eventually(() => {
      expect(said(worker)).toEqual(expect.arrayContaining(['order webhook', 'order capture', 'order CONFIRMED']));
      const provider = ['call create', 'call confirm', 'call capture', 'webhook'];
      expect(said(doors.provider)).toEqual(expect.arrayContaining(provider));
    });
  } finally {
    await db.close();
    await doors.close();
  }
});
