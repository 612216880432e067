import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStandIn, type Shown, type StandIn } from './provider.fixture.ts';

let standIn: StandIn;
let intents: Shown[]; // the newest first, an hour between the two oldest
beforeAll(async () => {
  standIn = await openStandIn();
  intents = [await standIn.held()];
  await standIn.control('clock', { advanceMs: 3_600_000 });
  for (let i = 0; i < 6; i++) intents.unshift(await standIn.created());
});
afterAll(() => standIn.close());

const page = async (query: string) => (await standIn.get(`/v1/payment_intents?${query}`)).body;
const idsOf = ({ data }: Shown) => data.map(({ id }) => id);
const ids = () => intents.map(({ id }) => id);

describe('the list of payments', () => {
  it('shows the newest first, ten of them, as each of them is shown alone', async () => {
    const all = await page('');
    expect(all).toMatchObject({ object: 'list', url: '/v1/payment_intents', has_more: false });
    expect(idsOf(all)).toEqual(ids());
    expect(all.data[0]).toEqual(await standIn.intent(ids()[0]!));
    for (let i = 0; i < 4; i++) intents.unshift(await standIn.created());
    expect(idsOf(await page(''))).toEqual(ids().slice(0, 10));
  });

  it('can be read page by page, each payment once, though new ones come', async () => {
    const before = ids();
    const seen: string[] = [];
    for (let more = true, after = ''; more; ) {
      const { data, has_more } = await page(`limit=3${after}`);
      expect(data.length).toBe(has_more ? 3 : before.length % 3 || 3);
      seen.push(...data.map(({ id }) => id));
      after = `&starting_after=${seen.at(-1)}`;
      more = has_more;
      intents.unshift(await standIn.created());
    }
    expect(seen).toEqual(before);
  });

  it('says that there is no more where the last page is full, and where there is none', async () => {
    const [last, oneBefore] = ids().toReversed();
    expect(await page(`limit=1&starting_after=${oneBefore}`)).toMatchObject({ data: [{ id: last }], has_more: false });
    expect(await page(`starting_after=${last}`)).toMatchObject({ data: [], has_more: false });
  });

  it('can begin at a time, which is part of it', async () => {
    const { created } = intents.at(-2)!;
    expect(idsOf(await page(`limit=100&created[gte]=${created}`))).toEqual(ids().slice(0, -1));
    expect(idsOf(await page(`limit=100&created%5Bgte%5D=${created - 3_700}`))).toEqual(ids());
    expect(idsOf(await page(`limit=100&created[gte]=${created + 3_600}`))).toEqual([]);
  });

  it.each(['expand[0]=data.latest_charge', 'expand[]=data.latest_charge', 'expand%5B0%5D=data.latest_charge'])(
    'shows the charge of each where it is asked to: %s',
    async query => {
      const all = await page(`limit=100&${query}`);
      const { id, latest_charge } = intents.at(-1)!;
      expect(all.data.at(-1)).toMatchObject({
        id,
        latest_charge: { id: latest_charge, object: 'charge', amount: 5_000 },
      });
      expect(all.data[0]).toMatchObject({ latest_charge: null });
    },
  );
});

it('shows the charge of one payment where it is asked to, with the end of its authorization', async () => {
  const { id, latest_charge, created } = intents.at(-1)!;
  const { body } = await standIn.get(`/v1/payment_intents/${id}?expand[0]=latest_charge`);
  const card = { capture_before: expect.toSatisfy((at: number) => Math.abs(at - created - 7 * 86_400) < 60) };
  expect(body.latest_charge).toMatchObject({ id: latest_charge, captured: false, payment_method_details: { card } });
  expect((await standIn.get(`/v1/charges/${latest_charge}`)).body).toEqual(body.latest_charge);
});

it('shows the charge in the answer of a call that asks for it', async () => {
  const { id } = await standIn.created();
  const form = { payment_method: 'pm_card_visa', 'expand[0]': 'latest_charge' };
  expect((await standIn.at(id, 'confirm', form)).body.latest_charge).toMatchObject({ object: 'charge', amount: 5_000 });
});

describe('the list of events', () => {
  it('shows the newest first, of all types or of one, page by page', async () => {
    const other = await openStandIn();
    const { id } = await other.held();
    await other.at(id, 'cancel');
    const read = async (query: string) => (await other.get(`/v1/events?${query}`)).body;
    const all = await read('');
    expect(all).toMatchObject({ object: 'list', url: '/v1/events', has_more: false });
    expect([all.data[0]!.type, all.data.at(-1)!.type]).toEqual(['payment_intent.canceled', 'payment_intent.created']);
    expect(all.data).toHaveLength(4);
    const first = await read('limit=3');
    const rest = await read(`limit=3&starting_after=${first.data.at(-1)!.id}`);
    expect([first.has_more, rest.has_more]).toEqual([true, false]);
    expect([...first.data, ...rest.data]).toEqual(all.data);
    expect((await read('type=charge.succeeded')).data).toMatchObject([{ type: 'charge.succeeded' }]);
    expect((await other.get(`/v1/events/${all.data[0]!.id}`)).body).toEqual(all.data[0]);
    await other.close();
  });
});

describe('the ledger', () => {
  it('shows every movement, the oldest first, with the order it is for, page by page', async () => {
    const other = await openStandIn();
    for (const order of ['o1', 'o2', 'o3']) await other.taken({ 'metadata[order_id]': order });
    const read = async (query: string) =>
      (JSON.parse((await other.get(`/ledger?${query}`)).text) as { movements: { seq: number; orderId: string }[] })
        .movements;
    const all = await read('');
    expect(all.map(({ orderId }) => orderId)).toEqual(['o1', 'o1', 'o2', 'o2', 'o3', 'o3']);
    expect(all[0]).toMatchObject({ kind: 'authorized', cents: 5_000, at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await read(`after=${all[1]!.seq}&limit=2`)).toEqual(all.slice(2, 4));
    await other.close();
  });
});
