// The draw of a real shop is checked from outside, before and after the operator has cheated in its database.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { checkedDraw } from './checked-draw.ts';
import { drawn, entered } from './prequeue.fixture.ts';

let shop: TestShop;
let eventId: string;
let crowd: string[];
let commitment: string;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  ({ eventId, crowd } = await entered(shop, 50));
  commitment = (await get('draw')).commitment;
});

const get = async (path: string) => (await shop.call('GET', `/api/events/${eventId}/${path}`)).body;
const open = () => shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE' });
const sql = (text: string, ...values: unknown[]) => shop.db.query(text, [eventId, ...values]);
const published = async () => ({ ...(await get('draw')), ...(await get('draw/places')) });
/** What does not hold. */
const wrong = async (noted = {}) =>
  (await checkedDraw(eventId, await published(), noted))
    .filter(({ holds }) => !holds)
    .map(({ what }) => what.split(' ').slice(0, 3).join(' '));

const check = (...more: string[]) =>
  new Promise<{ code: unknown; out: string }>(done => {
    const args = [join(import.meta.dirname, 'check-draw.ts'), '--url', shop.url, '--event', eventId, ...more];
    execFile(process.execPath, args, { timeout: 20_000 }, (error, out, err) =>
      done({ code: error?.code ?? 0, out: out + err }),
    );
  });

it('tells a visitor that all agrees, and which number is theirs', async () => {
  await open();
  const { rows } = await sql('select place from entrant where event_id = $1 and visitor_id = $2', crowd[7]);
  const { code, out } = await check('--me', crowd[7]!, '--commitment', commitment);
  expect(out).toBe(
    `✓ the commitment is the one that you noted
✓ the seed is the one of the commitment
✓ the list of 50 is the one that was fixed, and has everybody once
✓ the order is the one of seed and list
✓ you are number ${rows[0]!.place} of 50
`,
  );
  expect(code).toBe(0);
});

describe('a cheat is found', () => {
  it('one entrant moved up', async () => {
    await open();
    const [first, friend] = (await drawn(shop, eventId)).filter((_, i) => i === 0 || i === 39);
    await sql('update entrant set place = null where event_id = $1 and place in (1, 40)');
    await sql('update entrant set place = 1 where event_id = $1 and visitor_id = $2', friend);
    await sql('update entrant set place = 40 where event_id = $1 and visitor_id = $2', first);
    expect(await wrong()).toEqual(['the order is']);
    const { code, out } = await check();
    expect([code, out.match(/NOT SO.*/)?.[0]]).toEqual([1, 'NOT SO: the order is the one of seed and list']);
  });

  it('another seed, with an order of its own', async () => {
    await sql(`update draw set seed = sha256('a better one') where event_id = $1`);
    await open();
    expect(await wrong()).toEqual([]); // it agrees with itself
    expect(await wrong({ commitment })).toEqual(['the commitment is']);
  });

  it('another seed afterwards', async () => {
    await open();
    await sql(`update draw set seed = sha256('a better one') where event_id = $1`);
    expect(await wrong()).toEqual(['the order is']);
  });

  it('an entrant left out before the list was closed: by that entrant', async () => {
    await sql('delete from entrant where event_id = $1 and visitor_id = $2', crowd[7]);
    await sql('update draw set entrants = entrants - 1 where event_id = $1');
    await open();
    expect(await wrong()).toEqual([]); // to all others
    expect(await wrong({ me: crowd[7] })).toEqual(['you are in']);
  });

  it('an entrant left out afterwards, the others moved up: by everybody', async () => {
    await open();
    const { rows } = await sql('delete from entrant where event_id = $1 and place = 20 returning place');
    expect(rows).toHaveLength(1);
    for (let place = 21; place <= 50; place++)
      await sql('update entrant set place = $2 - 1 where event_id = $1 and place = $2', place);
    await sql('update draw set entrants = entrants - 1 where event_id = $1');
    expect(await wrong()).toContain('the list of');
    expect(await wrong()).toContain('the order is');
  });

  it('an entrant more', async () => {
    await open();
    await sql('insert into entrant (event_id, visitor_id, place) values ($1, $2, 51)', 'a-friend');
    expect(await wrong()).toContain('the list of');
  });
});

it('says what there is to note while nothing is drawn, and ends with 1', async () => {
  expect(await check()).toEqual({
    code: 1,
    out: `${eventId} is COLLECTING, with 50 entrants. Note the commitment: ${commitment}\n`,
  });
});
