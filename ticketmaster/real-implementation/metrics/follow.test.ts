// One order through three processes: held and paid at one that is killed in between, finished by the worker, charged by the provider.
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { openDoors } from '../crowd/doors.ts';

it('finds an order by one request id in the logs of web, worker and provider', async () => {
  const doors = await openDoors({ instances: 2, holdSeconds: 60, operatorToken: 'of-the-test', log: 'info' });
  try {
    const web = doors.webs[1]!;
    const worker = doors.worker!;
    await doors.webs[0]!.kill(); // or it might finish the order
    await doors.control('slow', { ms: 1_000 });
    const session = await fetch(`${web.url}/api/session`, { method: 'POST' });
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
    const requestId = unique('hold');
    const post = async (path: string, body: object, more: Record<string, string> = {}) =>
      fetch(`${web.url}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': unique('key'), ...more },
      });
    const held = await post('/api/events/E5/orders', { best: { count: 1 } }, { 'x-request-id': requestId });
    const { orderId } = (await held.json()) as { orderId: string };

    const paying = post(`/api/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_slow' }).catch(() => 'killed');
    await eventually(() => expect(web.output()).toContain('"what":"order create"'));
    await web.kill(); // the card is being asked
    expect(await paying).toBe('killed');
    await eventually(async () => {
      const order = await fetch(`${worker.url}/api/orders/${orderId}`, { headers: { cookie } });
      expect(await order.json()).toMatchObject({ status: 'CONFIRMED' });
    }, 30_000);

    const told = ({ output }: { output(): string }) => {
      const ofOrder = output()
        .split('\n')
        .filter(line => line.startsWith('{') && line.includes(orderId));
      const lines = ofOrder.map(line => JSON.parse(line) as Record<string, unknown>);
      for (const line of lines)
        expect(line, JSON.stringify(line)).toMatchObject({ orderId, orderRequestId: requestId });
      return lines.map(({ what, step }) => (step ? `${what} ${step}` : what));
    };
    expect(told(web)).toEqual(['request', 'order create']);
    expect(told(worker)).toEqual(expect.arrayContaining(['order webhook', 'order capture', 'order CONFIRMED']));
    const provider = told(doors.provider);
    expect(provider).toEqual(expect.arrayContaining(['call create', 'call confirm', 'call capture', 'webhook']));
  } finally {
    await doors.close();
  }
});
