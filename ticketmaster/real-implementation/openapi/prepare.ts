import { clientOf } from '../client.ts';
import type { Credentials } from './request.ts';

interface Shop {
  url: string;
  /** '' where it is not known. */
  operatorToken: string;
  /** What the events begin with that are put on sale. */
  name: string;
}

const show = { name: 'A Night', performer: 'Ada', genre: 'Pop', startsAt: '2027-05-01T20:00:00Z', priceCents: 5_000 };

/**
 * Makes what requests can be about, and hands on what is answered: two sessions, events and seats; with the operator's token two events on
 * sale, one of them with a waiting room, and for each session tickets and an order that is not paid.
 */
export async function prepare({ url, operatorToken, name }: Shop, seen: (answer: unknown) => void) {
  const client = clientOf(url);
  async function call(...asked: Parameters<typeof client.call>) {
    const answer = await client.call(...asked);
    seen(answer.said);
    return answer;
  }

  async function session(): Promise<Credentials['sessions'][number]> {
    const { said, cookie } = await call('POST', '/api/session');
    return { userId: said.userId, cookie };
  }

  const sessions = [await session(), await session()];
  const [first] = (await call('GET', '/api/events?pageSize=1')).said.events;
  if (!first) return sessions;
  const { hash, sections } = (await call('GET', first.chart)).said;
  const rows: { seats: [seatId: string][] }[] = sections.flatMap((section: { rows: [] }) => section.rows);
  seen({ hash, seatIds: rows.slice(0, 10).flatMap(({ seats }) => seats.map(([seatId]) => seatId)) });
  if (!operatorToken) return sessions;

  const operator = { authorization: `Bearer ${operatorToken}` };
  for (const waitingRoom of ['off', 'hold']) {
    await call('PUT', `/api/events/${name}-${waitingRoom}`, { venueId: first.venue.venueId, ...show }, operator);
    await call('PATCH', `/api/events/${name}-${waitingRoom}`, { status: 'ON_SALE', waitingRoom }, operator);
  }
  for (const { cookie } of sessions)
    for (const paymentMethod of ['pm_card_visa', undefined]) {
      const { orderId } = (await call('POST', `/api/events/${name}-off/orders`, { best: { count: 2 } }, { cookie }))
        .said;
      if (paymentMethod) await call('POST', `/api/orders/${orderId}/confirm`, { paymentMethod }, { cookie });
      const { tickets } = (await call('GET', `/api/orders/${orderId}`, undefined, { cookie })).said;
      for (const { ticketId } of tickets) await call('GET', `/api/tickets/${ticketId}`, undefined, { cookie });
    }
  return sessions;
}
