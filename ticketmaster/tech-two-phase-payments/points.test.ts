// Every step in every phase, none left out; after each a restart, one round of the completer, and the books are compared.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, shopForTests } from './payments.fixture.ts';
import { type Call, calls, commits, type Hit, hitsOf, hitsOfCommit, visit } from './points.fixture.ts';

const here = shopForTests();
let webhooks: Awaited<ReturnType<Shop['webhooks']>>;
beforeAll(async () => {
  webhooks = await here.shop.webhooks();
  await here.standIn.control('slow', { ms: 1_200 }); // our patience is 1 s
});
afterAll(() => webhooks.close());

const off = { off: false, duplicate: false, reorder: false, beforeAnswer: false };
let count = 0;

async function hitAndRestart(call: Call, hit: Hit, ends: string[] | undefined): Promise<void> {
  await here.standIn.control('webhooks', { ...off, ...(hit.webhooks ?? { off: true }) });
  const { orderId, eventId, happened } = await visit(here.shop, here.standIn, call, hit, reached =>
    here.shop.engine({ reached, tries: 1 }),
  );
  expect(happened, 'the hit happened').toBe(true);
  const restarted = here.shop.engine();
  await restarted.completer.round();
  const order = await here.shop.order(orderId).catch(() => undefined);
  if (ends) expect(ends).toContain(order?.status);
  const findings = (await here.shop.findings(eventId, hit.byHand)).filter(
    finding => !/I4 it has not ended/.test(finding) || order?.status !== 'RESERVED',
  );
  expect(findings).toEqual([]);
  count++;
}

describe.each(calls)('the call %s', call => {
  it.each(Object.entries(hitsOf(call)))('%s', (_phase, { ends, ...hit }) => hitAndRestart(call, hit, ends));
});

describe.each(commits)('our transaction %s', name => {
  it.each(Object.entries(hitsOfCommit(name)))('%s', (_phase, hit) => hitAndRestart('capture', hit, undefined));
});

it('hit every point', () => {
  const points =
    calls.flatMap(call => Object.keys(hitsOf(call))).length +
    commits.flatMap(name => Object.keys(hitsOfCommit(name))).length;
  console.log(`${count} of ${points} points were hit`);
  expect(count).toBe(points);
});
