import { Problem } from '@ticketmaster/common/problem';
import type { Database } from '@ticketmaster/postgres/database';
import type { Listen } from '@ticketmaster/postgres/listen';
import type { Response } from 'express';
import { isFinal } from './order-states.ts';
import { orderOf } from './orders.ts';
import { shownOrder } from './shown.ts';

const MOST = 5_000;
const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events of orders: how one stands now, and again each time that changes, until it has ended.
 * @hears order-changed
 */
export function orderStreams(db: Database, listen: Listen) {
  const open = new Map<string, Set<Response>>();
  const all = () => [...open.keys()];

  /**
   * What a stream missed in between, the next look has.
   * @sends order
   */
  async function show(orderId: string): Promise<void> {
    const order = await orderOf(db, orderId);
    if (!order) return;
    const data = `event: order\ndata: ${JSON.stringify(await shownOrder(db, order))}\n\n`;
    for (const stream of open.get(orderId) ?? []) {
      if (stream.writableNeedDrain)
        stream.destroy(); // it does not read: it comes again, and is shown the order
      else stream.write(data);
      if (isFinal(order.status)) stream.end();
    }
  }
  const showSoon = (orderId: string) =>
    void show(orderId).catch((error: Error) => console.error(`Not shown: ${error.message}`));

  const listening = listen({
    notified: orderId => open.has(orderId) && showSoon(orderId),
    listening: () => all().forEach(showSoon), // while nobody listened they may have changed
  });
  const beat = setInterval(() => {
    for (const streams of open.values()) for (const stream of streams) stream.write(':\n\n');
  }, HEARTBEAT_MS);
  beat.unref();

  const count = () => open.values().reduce((sum, { size }) => sum + size, 0);

  return {
    /** Streams that are open here. */
    count,

    async open(orderId: string, response: Response): Promise<void> {
      if (count() >= MOST) throw new Problem(503, 'overloaded', 'too many streams are open', { retryable: true });
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      if (response.req.method === 'HEAD') return void response.end();
      const streams = open.get(orderId) ?? new Set();
      open.set(orderId, streams.add(response));
      response.on('close', () => {
        streams.delete(response);
        if (streams.size === 0) open.delete(orderId);
      });
      await show(orderId); // after it was added, so that no change falls between
    },

    async close(): Promise<void> {
      clearInterval(beat);
      for (const streams of open.values()) for (const stream of streams) stream.end();
      await listening.close();
    },
  };
}

export type OrderStreams = ReturnType<typeof orderStreams>;
