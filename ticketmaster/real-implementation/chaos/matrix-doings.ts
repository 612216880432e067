import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { clientOf } from '../client.ts';
import { boxOffice } from '../crowd/box-office.ts';
import type { Doors } from '../crowd/doors.ts';

/** By what a visitor does: the call. */
export type Doings = Record<string, { method: string; path: string; headers?: Record<string, string>; body?: unknown }>;

export interface Prepared {
  /** Of the process that is asked. */
  url: string;
  doings: Doings;
  /** Makes a show, and lets the other process alone look at it: Redis has it from now on, for five seconds. It is the one that is asked for. */
  showToOther: () => Promise<void>;
}

const UNSEEN = 'opens an event that only another instance knows';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Visitors in the middle of all that they may be in the middle of, and what each of them does next. */
export async function prepare({ webs, operatorToken }: Doors): Promise<Prepared> {
  const [url, other] = webs.map(web => web.url) as [string, string];
  const operator = { authorization: `Bearer ${operatorToken}`, ...JSON_TYPE };
  const office = boxOffice([url], operatorToken);
  const show = { venueId: 'V3', priceCents: 5_000 };
  const quiet = (await office.putOnSale({ ...show, waitingRoom: 'off' })).eventId;
  const hot = (await office.putOnSale({ ...show, waitingRoom: 'hold' })).eventId;
  const room = { capacity: 2, admitPerSecond: 50, admissionSeconds: 120, noShowSeconds: 60, open: true };
  await office.setRoom(hot, room);

  const client = clientOf(url);
  const call = async (method: string, path: string, headers = {}, body?: object) =>
    (await client.call(method, path, body, headers)).said;
  async function visitor() {
    const { userId, cookie } = await client.session();
    return { userId, headers: { cookie, ...JSON_TYPE } };
  }
  const keyed = (headers: object) => ({ ...headers, 'idempotency-key': unique('key') });
  const roomOf = (userId: string) => `/api/events/${hot}/waiting-room/${userId}`;
  const best = { best: { count: 1 } };
  const pay = { paymentMethod: 'pm_card_visa' };

  async function held() {
    const { headers } = await visitor();
    const { orderId } = await call('POST', `/api/events/${quiet}/orders`, keyed(headers), best);
    return { headers, path: `/api/orders/${orderId}` };
  }
  async function paid() {
    const { headers, path } = await held();
    await call('POST', `${path}/confirm`, keyed(headers), pay);
    const ticketId = await eventually(async () => {
      const { status, tickets } = await call('GET', path, headers);
      if (status !== 'CONFIRMED') throw new Error(`still ${status}`); // 202, where the provider has been back for a moment only
      return tickets[0].ticketId;
    });
    return { headers, path, ticket: `/api/tickets/${ticketId}` };
  }
  async function inLine() {
    const { userId, headers } = await visitor();
    await call('POST', roomOf(userId), keyed(headers));
    return { headers, path: roomOf(userId) };
  }
  async function admitted() {
    const { headers, path } = await inLine();
    const token = await eventually(async () => {
      const { admissionToken } = await call('GET', path, headers);
      if (!admissionToken) throw new Error('not admitted yet');
      return admissionToken;
    });
    return { ...headers, authorization: `Bearer ${token}` };
  }

  const [inside] = [await admitted(), await admitted()]; // nobody else is let in
  const [waiting, joins, buyer] = [await inLine(), await visitor(), await visitor()];
  const [toPay, toCancel, looks] = [await held(), await held(), await held()];
  const [ticket, atTheDoor, toRefund] = [await paid(), await paid(), await paid()];
  const { code } = await call('GET', atTheDoor.ticket, atTheDoor.headers);
  await call('GET', `/api/events/${quiet}/seats`);
  await call('GET', `/api/events/${quiet}`);

  const doings: Doings = {
    'opens an event that others look at': { method: 'GET', path: `/api/events/${quiet}` },
    [UNSEEN]: { method: 'GET', path: 'see below' },
    'searches for what nobody searched for': { method: 'GET', path: `/api/events?q=${unique('word')}` },
    'looks at the seats': { method: 'GET', path: `/api/events/${quiet}/seats` },
    'joins the line': { method: 'POST', path: roomOf(joins.userId), headers: keyed(joins.headers) },
    'waits in line': { method: 'GET', ...waiting },
    'holds seats, no line': {
      method: 'POST',
      path: `/api/events/${quiet}/orders`,
      headers: keyed(buyer.headers),
      body: best,
    },
    'holds seats, admitted': { method: 'POST', path: `/api/events/${hot}/orders`, headers: keyed(inside!), body: best },
    pays: { method: 'POST', path: `${toPay.path}/confirm`, headers: keyed(toPay.headers), body: pay },
    'gives a hold back': { method: 'POST', path: `${toCancel.path}/cancel`, headers: keyed(toCancel.headers) },
    'looks at an order': { method: 'GET', path: looks.path, headers: looks.headers },
    'shows a ticket': { method: 'GET', path: ticket.ticket, headers: ticket.headers },
    'wants the money back': {
      method: 'POST',
      path: `${toRefund.path}/refund`,
      headers: keyed(toRefund.headers),
      body: {},
    },
    'comes in at the door': {
      method: 'POST',
      path: '/api/check-ins',
      headers: operator,
      body: { code, gate: 'North' },
    },
  };
  async function showToOther(): Promise<void> {
    const path = `/api/events/${(await boxOffice([other], operatorToken).putOnSale({ ...show, waitingRoom: 'off' })).eventId}`;
    await sleep(300); // then the other has forgotten what it has just written, and its next look puts it into Redis (catalog.ts)
    await clientOf(other).call('GET', path);
    doings[UNSEEN]!.path = path;
  }
  await showToOther();
  return { url, doings, showToOther };
}
