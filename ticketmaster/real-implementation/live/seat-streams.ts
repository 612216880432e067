import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { inSlices } from '@ticketmaster/notifications-sse/slices';
import { openStreams } from '@ticketmaster/notifications-sse/streams';
import { anEvent } from '@ticketmaster/waiting-room/routes';
import { Router } from 'express';
import type { Delta } from '../inventory/seat-map.ts';
import type { SeatMaps } from '../inventory/seat-maps.ts';

const bytesOf = (event: string, json: string) => Buffer.from(`event: ${event}\ndata: ${json}\n\n`);

/**
 * The seat map of an event as server-sent events: `snapshot`, the whole map, and from then on `seats`, what has changed. Each says from which
 * version to which; who finds a gap opens the stream anew. Who does not read is dropped, and comes again to a new snapshot.
 *
 *   GET /api/events/{eventId}/seats/stream
 */
export function seatStreams(maps: () => SeatMaps, most = 12_000) {
  const streams = openStreams({ most, perVisitor: Number.POSITIVE_INFINITY }); // by event: all of its streams get the same
  let last = { json: '', bytes: Buffer.alloc(0) };

  /**
   * Many come at once, and then all get the very same bytes: a copy for each would be a third of what a stream costs.
   * @sends seat-snapshot
   */
  function snapshotOf(json: string): Buffer {
    if (last.json !== json) last = { json, bytes: bytesOf('snapshot', json) };
    return last.bytes;
  }

  const routes = Router().get('/api/events/:eventId/seats/stream', async (request, response) => {
    const { eventId } = valid(anEvent, request.params);
    if (!streams.reserve(response))
      throw new Problem(503, 'overloaded', 'too many streams are open', { retryable: true });
    const map = await maps().of(eventId);
    if (!map) throw notFound(`the seats of event ${eventId}`);
    if (request.method === 'HEAD') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    const listener = { visitorId: eventId, response, cursor: 0 };
    if (response.destroyed) return;
    streams.add(listener);
    streams.write(listener, snapshotOf(map.snapshotText())); // in the same turn: no delta falls between
  });

  return {
    routes,
    /**
     * Writes a delta to all who look at that event.
     * @sends seat-delta
     */
    changed(eventId: string, delta: Delta): void {
      const listeners = streams.of(eventId);
      if (!listeners.length) return;
      const bytes = bytesOf('seats', JSON.stringify(delta));
      void inSlices(listeners, listener => streams.write(listener, bytes));
    },
    /** Its map changes no more here: all who look at that event come again, and find a new one. */
    givenUp(eventId: string): void {
      for (const { response } of streams.of(eventId)) response.end();
    },
    count: streams.count,
    close: () => streams.close(),
  };
}
