// The page while the server is killed (kill -9) and started again a while later: nothing is lost, and it goes on by itself.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openDoors } from './crowd/doors.ts';
import { button, holdTwo, shows, visitorsOf, WITHIN } from './page.fixture.ts';

const operatorToken = 'operator-of-the-test';

/** A shop in a process of its own, and a provider that lives on. */
async function openKillable() {
  const doors = await openDoors({ instances: 1, holdSeconds: 600, operatorToken });
  const [web] = doors.webs;
  const db = connectToPostgres(env.text('PG_URL'), { schema: doors.schema });
  const asOperator = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' };
    const answer = await fetch(`${web!.url}${path}`, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  };
  return {
    ...{ url: web!.url, kill: web!.kill, start: web!.start, control: doors.control, db },
    /** What the provider did with money. */
    async movements(): Promise<{ kind: string; intentId: string; cents: number }[]> {
      return ((await (await fetch(`${doors.provider.url}/ledger`)).json()) as { movements: [] }).movements;
    },
    /** A show of its own: Redis knows of its line by its name. */
    async onSale(waitingRoom: 'off' | 'hold'): Promise<string> {
      const eventId = unique('event');
      const show = { venueId: 'V3', name: 'A Night', performer: 'Ada', genre: 'Pop', priceCents: 5_000 };
      await asOperator('PUT', `/api/events/${eventId}`, { ...show, startsAt: '2027-05-01T20:00:00Z' });
      await asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE', waitingRoom });
      return eventId;
    },
    async line(eventId: string, isOpen: boolean): Promise<void> {
      const room = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: isOpen };
      await asOperator('PUT', `/api/events/${eventId}/waiting-room`, room);
    },
    async close(): Promise<void> {
      await doors.close();
      await db.query(`drop schema ${doors.schema}, ${doors.providerSchema} cascade`);
      await db.close();
    },
  };
}

const { shop, visit } = visitorsOf(openKillable);

/** On an event's page, whose pauses can be skipped from now on. */
async function look(eventId: string): Promise<Page> {
  const page = await visit(`/events/${eventId}`);
  await button(page, /^(Join the line|together)$/).waitFor(WITHIN);
  await page.clock.install();
  return page;
}

const SLOWLY = { timeout: 60_000, interval: 1_000 };

/** The page says that it tries to get through. */
const reconnects = (page: Page) => shows(page, 'The shop does not answer. Trying again, and nothing is lost …');

/** The server is there again: the page finds it by itself. No faster than a slow machine answers: calls that pile up are answered 429. */
const comesBack = (page: Page) =>
  expect
    .poll(async () => {
      await page.clock.fastForward(6_000);
      return page.locator('#trouble').isVisible();
    }, SLOWLY)
    .toBe(false);

const orders = async (eventId: string) =>
  (await shop().db.query('select status, captured_cents, intent_id from purchase where event_id = $1', [eventId])).rows;

it('ada waits in line, bob presses for seats, cyd pays: all of them go on', async () => {
  const [hot, quiet, paid] = [await shop().onSale('hold'), await shop().onSale('off'), await shop().onSale('off')];
  await shop().line(hot, false);
  const [ada, bob, cyd] = [await look(hot), await look(quiet), await look(paid)];
  await button(ada, 'Join the line').click();
  await shows(ada, 'You are next.');
  await shows(bob, /seats are free, live/);
  await holdTwo(cyd);
  await shop().control('slow', { ms: 1_500 });
  await cyd.getByLabel('A card whose bank is slow').check();
  await button(cyd, /^Pay/).click();
  await shows(cyd, 'Your payment is on its way');
  await expect.poll(async () => (await orders(paid))[0]?.intent_id).toMatch(/./);

  await shop().kill();
  await shows(bob, /Connecting: seats may have changed/);
  await button(bob, 'together').click();
  await ada.clock.fastForward(6_000);
  for (const page of [ada, bob, cyd]) await reconnects(page);
  for (let n = 0; n < 10; n++) await ada.clock.fastForward(6_000); // for longer than a pressed button is tried again
  await shows(ada, 'You are next.'); // what she knew stays on the screen

  await shop().start();
  await Promise.all([ada, bob, cyd].map(comesBack));
  await shows(bob, 'Your seats are held');
  expect(await orders(quiet)).toEqual([{ status: 'RESERVED', captured_cents: 0, intent_id: null }]);
  await shows(cyd, 'You are going!'); // whatever became of the answer that was lost
  const [{ intent_id }] = (await orders(paid)) as [{ intent_id: string }];
  const captured = (await shop().movements()).filter(({ kind }) => kind === 'captured');
  expect(captured).toEqual([expect.objectContaining({ intentId: intent_id, cents: 10_000 })]);
  await shop().line(hot, true);
  await ada.clock.fastForward(6_000);
  await shows(ada, /It is your turn: choose and pay within/);
  await holdTwo(ada);
});
