import { seeded } from '@ticketmaster/testing/zipf';
import { Asker, type Sale } from './asking.ts';
import type { Call } from './history.ts';
import type { Plan } from './mix.ts';

const LINE_POLL_LEAST_MS = 300;

export interface Visit {
  plan: Plan;
  sale: Sale;
  me: Asker;
  random: () => number;
  room: string;
  /** A key that nobody else has, and that is the same in the same place of the journey. */
  keyFor: (what: string) => string;
}

export async function beginVisit(plan: Plan, sale: Sale, run: string): Promise<Visit | undefined> {
  const random = seeded(plan.seed);
  const me = new Asker(sale, random, plan.network);
  if (!(await me.begin(plan.device))) return undefined;
  const room = `/api/events/${sale.eventId}/waiting-room/${me.userId}`;
  return { plan, sale, me, random, room, keyFor: what => `${run}-visitor-${plan.n}-${what}` };
}

/** Waits in line as told. Answers the admission, or how it ended without one. */
export async function standInLine(visit: Visit): Promise<{ admissionToken: string } | { ended: string }> {
  const { me, room, plan, sale } = visit;
  const joined = await me.ask('join', 'POST', room);
  if (joined.status !== 202) return { ended: `not joined: ${joined.status}` };
  for (let polls = 1; Date.now() < sale.endsAt; polls++) {
    const { status, told } = await me.ask('poll', 'GET', room);
    if (status === 404) return { ended: 'lost in line' };
    if (told.admissionToken) return { admissionToken: told.admissionToken };
    if (told.state === 'EXPIRED') return { ended: 'lost the place' };
    if (plan.leavesAfter && polls >= plan.leavesAfter) {
      await me.ask('leave', 'DELETE', room);
      return { ended: 'left the line' };
    }
    await me.pause(Math.max(LINE_POLL_LEAST_MS, (told.pollAfterSeconds ?? 1) * 1_000));
  }
  return { ended: 'still in line' };
}

/** Both clicks of somebody in a hurry, or the only one; the answer that says more. */
export async function clicked(doubly: boolean, click: () => Promise<Call>): Promise<Call> {
  if (!doubly) return click();
  const [one, other] = await Promise.all([click(), click()]);
  return one.status >= 200 && one.status < 300 ? one : other;
}
