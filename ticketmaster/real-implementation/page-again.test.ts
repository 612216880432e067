// Who reloads, goes back, loses an answer or waits: the page goes on where they were.
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { button, focused, holdTwo, shows, visitors, WITHIN } from './page.fixture.ts';

const { shop, visit } = visitors();

describe('a visitor who reloads or goes back', () => {
  it('finds the section open and the seats chosen, then held, then paid', async () => {
    const eventId = await shop().onSale();
    const page = await visit(`/events/${eventId}`);
    await page.locator('.map .section').nth(1).click();
    await page.locator('.seat.free').first().click();
    await page.reload();
    await page.locator('.inside .seat.chosen').waitFor(WITHIN);
    await shows(page, '1 seat, €50.00');
    await button(page, 'Hold these seats').click();
    await shows(page, 'Your seats are held');
    await page.goBack();
    await page.locator('.inside .seat.yours').waitFor(WITHIN);
    await page.getByRole('link', { name: 'Go on to payment' }).click();
    await button(page, /^Pay/).click();
    await shows(page, 'You are going!');
    await page.getByRole('link', { name: /Section F2/ }).click();
    await button(page, 'Copy the code').waitFor(WITHIN);
    await page.reload();
    await button(page, 'Copy the code').waitFor(WITHIN);
    await page.goBack();
    await shows(page, 'You are going!');
  });

  it('is told again why the card was declined, and how long the seats are held', async () => {
    const page = await visit(`/events/${await shop().onSale()}`);
    await holdTwo(page);
    await page.getByLabel('A card without enough money').check();
    await button(page, /^Pay/).click();
    await shows(page, /declined: there is not enough money on it/);
    expect(await focused(page)).toBe('Your seats are held');
    await page.reload();
    await shows(page, /declined: there is not enough money on it/);
    await shows(page, /^(9:|10:)/);
  });

  it('has one order where the answer to a hold was lost, and pressing again finds it', async () => {
    const eventId = await shop().onSale();
    const page = await visit(`/events/${eventId}`);
    await button(page, 'together').waitFor(WITHIN);
    await page.route(`**/${eventId}/orders`, async route => {
      await route.fetch();
      await route.abort();
    });
    await button(page, 'together').click();
    await shows(page, 'Nothing is lost: try again in a moment.');
    await page.unrouteAll();
    await holdTwo(page);
    const { rows } = await shop().db.query('select count(*)::int from purchase where event_id = $1', [eventId]);
    expect(rows).toEqual([{ count: 1 }]);
  });
});

it('who waits in line keeps the focus while the line moves, sees the place in the title, and is let in by itself', async () => {
  const eventId = await shop().onSale({ waitingRoom: 'hold' });
  const room = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60 };
  const set = (open: boolean) => shop().asOperator('PUT', `/api/events/${eventId}/waiting-room`, { ...room, open });
  expect((await set(false)).status).toBe(200);
  const first = await shop().visitor();
  await first.call('POST', `/api/events/${eventId}/waiting-room/${first.userId}`);
  const page = await visit(`/events/${eventId}`);
  await button(page, 'Join the line').click();
  await shows(page, '1 ahead of you.');
  expect(await page.title()).toBe('(2) in line for A Night');
  await button(page, 'Leave the line').focus();
  await first.call('DELETE', `/api/events/${eventId}/waiting-room/${first.userId}`);
  await shows(page, 'You are next.');
  expect(await focused(page)).toBe('Leave the line');
  await set(true);
  await shows(page, /It is your turn: choose and pay within/);
  await holdTwo(page);
});

it('what has not changed on the map is not drawn again', async () => {
  const eventId = await shop().onSale();
  const page = await visit(`/events/${eventId}`);
  const section = page.locator('.map .section').first();
  await section
    .locator('.count')
    .filter({ hasText: '50' })
    .waitFor({ ...WITHIN, state: 'attached' });
  await section.evaluate((element: { dataset: Record<string, string> }) => {
    element.dataset.before = 'here';
  });
  const bob = await shop().visitor();
  expect((await bob.hold(eventId, { seatIds: ['F1-1-1', 'F1-1-2'] })).status).toBe(201);
  await section
    .locator('.count')
    .filter({ hasText: '48' })
    .waitFor({ ...WITHIN, state: 'attached' });
  expect(await section.getAttribute('data-before')).toBe('here');
});

it('a list that is open keeps the focus, also when somebody takes the seat that has it', async () => {
  const eventId = await shop().onSale();
  const page = await visit(`/events/${eventId}`);
  await button(page, 'Choose from a list').click();
  const seat = (number: number) => button(page, new RegExp(`seat ${number}, .*free`));
  await seat(3).focus();
  const bob = await shop().visitor();
  await bob.hold(eventId, { seatIds: ['F1-1-1'] });
  await seat(1).waitFor({ ...WITHIN, state: 'detached' });
  expect(await focused(page)).toMatch(/seat 3,/);
  await bob.hold(eventId, { seatIds: ['F1-1-3'] });
  await seat(3).waitFor({ ...WITHIN, state: 'detached' });
  expect(await focused(page)).toMatch(/seat 4,/);
});

it('the first stop of the Tab key leads to the list, wherever the focus was', async () => {
  const page = await visit(`/events/${await shop().onSale()}`);
  await page.locator('.map .section').first().waitFor(WITHIN);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Choose from a list');
  await page.keyboard.press('Enter');
  await page.getByLabel('Section', { exact: true }).waitFor(WITHIN);
});

it('the door lets a ticket in once, and says where it came in before', async () => {
  const buyer = await shop().visitor();
  const { body: held } = await buyer.hold(await shop().onSale(), { seatIds: ['F1-2-3'] });
  const { body: order } = await buyer.confirm(held.orderId);
  const { body: ticket } = await buyer.call('GET', `/api/tickets/${order.tickets[0].ticketId}`);
  const page = await visit('/door');
  const checkIn = async (token: string, code: string) => {
    await page.getByLabel('Operator token').fill(token);
    await page.getByLabel('Gate').fill('North 1');
    await page.getByLabel('Code of the ticket').fill(code);
    await page.keyboard.press('Enter');
  };
  await checkIn('wrong', ticket.code);
  await shows(page, /Not let in/);
  await checkIn('operator-of-the-test', ticket.code);
  await shows(page, /Welcome/);
  await shows(page, 'Section F1, row 2, seat 3');
  await checkIn('operator-of-the-test', ticket.code);
  await shows(page, /came in on .* gate North 1\./);
  await checkIn('operator-of-the-test', 'nonsense');
  await shows(page, /Not let in/);
});

it('a ticket shows a code that changes, also without a network, and the door wants it', async () => {
  const buyer = await shop().visitor();
  const { body: held } = await buyer.hold(await shop().onSale(), { seatIds: ['F1-2-3'] });
  const { body: order } = await buyer.confirm(held.orderId);
  const path = `/tickets/${order.tickets[0].ticketId}`;
  const page = await visit('/');
  const [name, value] = buyer.cookie.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url: shop().url }]);
  await page.clock.install();
  await page.goto(`${shop().url}${path}`);
  const code = () => page.locator('.code').textContent();
  await page.getByRole('img', { name: 'QR code for Section F1, row 2, seat 3' }).locator('path').waitFor(WITHIN);
  const first = (await code())!;
  await page.context().setOffline(true);
  await page.clock.runFor(16_000);
  await eventually(async () => expect(await code()).not.toBe(first));
  const enter = (code: string, fresh: boolean) =>
    shop().asOperator('POST', '/api/check-ins', { code, gate: 'north', fresh });
  const { body: ticket } = await buyer.call('GET', `/api${path}`);
  expect(await enter(ticket.code, true)).toMatchObject({ status: 403, body: { type: 'ticket-refused' } });
  expect(await enter((await code())!, true)).toMatchObject({ status: 201 });
  expect(await enter(ticket.code, false)).toMatchObject({ status: 409, body: { type: 'already-used' } });
});
