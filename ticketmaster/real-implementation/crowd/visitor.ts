import type { Person } from './history.ts';
import { holdSeats } from './holding.ts';
import { pay } from './paying.ts';
import { standInLine, type Visit } from './visit.ts';

/** The whole journey of one session that wants tickets. */
export async function buy(visit: Visit): Promise<string> {
  const { me, sale, plan, room } = visit;
  await me.ask('event', 'GET', `/api/events/${sale.eventId}`);
  const line = await standInLine(visit);
  if ('ended' in line) return line.ended;
  const token = line.admissionToken;
  sale.leaked.push({ userId: me.userId, admissionToken: token, orderId: undefined });
  const outcome = plan.twoTabs ? await inTwoTabs(visit, token) : await holdAndPay(visit, token, '');
  await me.ask('done', 'POST', `${room}/done`);
  return outcome;
}

async function holdAndPay(visit: Visit, token: string, tab: string): Promise<string> {
  const { me, plan, sale } = visit;
  const held = await holdSeats(visit, token, tab);
  if (typeof held === 'string') return held;
  sale.leaked.push({ userId: me.userId, admissionToken: token, orderId: held.orderId });
  if (plan.dropsHold) return 'dropped the hold';
  await me.pause(plan.kind === 'human' ? 600 : 20);
  return pay(visit, token, held.orderId, tab);
}

/** Holds in both tabs, pays in the first that got seats, cancels the other. */
async function inTwoTabs(visit: Visit, token: string): Promise<string> {
  const tabs = await Promise.all(['-tab-1', '-tab-2'].map(tab => holdSeats(visit, token, tab)));
  const held = tabs.filter(tab => typeof tab !== 'string');
  const [first, second] = held;
  if (!first) return tabs[0] as string;
  const paid = await pay(visit, token, first.orderId, '-tab');
  if (second) await visit.me.ask('cancel', 'POST', `/api/orders/${second.orderId}/cancel`, { orderId: second.orderId });
  return paid;
}

export const personOf = (visit: Visit, outcome: string): Person => ({
  ...{ userId: visit.me.userId, kind: visit.plan.kind, outcome },
});
