import { setTimeout as sleep } from 'node:timers/promises';
import type { Sale } from './asking.ts';
import { holdOnly, refresh, steal } from './bots.ts';
import type { Person } from './history.ts';
import { mixOf, opensAtMs, type Plan, profiles } from './mix.ts';
import { beginVisit, type Visit } from './visit.ts';
import { buy, personOf } from './visitor.ts';
import type { FarmKind } from './where.ts';

export interface CrowdParts {
  sale: Sale;
  visitors: number;
  /** In which they arrive; they stay until they are through. */
  seconds: number;
  seed: number;
  profile: keyof typeof profiles;
  farm?: FarmKind | undefined;
  /** Opens the room: those who came early are waiting in it. */
  open: () => Promise<void>;
}

export interface Crowd {
  people: Person[];
  /** How many are on their way now. */
  inside: () => number;
  /** Resolves when everybody is through. */
  ended: Promise<void>;
  /** Everybody who joined looks once more where they stand. */
  lookBack: () => Promise<void>;
}

/** Lets everybody come, each at their time. */
export function startCrowd({ sale, visitors, seconds, seed, profile, farm, open }: CrowdParts): Crowd {
  const people: Person[] = [];
  const visits: Visit[] = [];
  const began = Date.now();
  const run = `${sale.eventId}-${seed}`;
  let inside = 0;

  async function come(plan: Plan): Promise<void> {
    await sleep(plan.arrivesAt);
    inside++;
    try {
      const visit = await beginVisit(plan, sale, run);
      if (!visit) return void people.push({ userId: `of nobody ${plan.n}`, kind: plan.kind, outcome: 'no session' });
      const person = personOf(visit, 'on the way');
      people.push(person);
      visits.push(visit);
      person.outcome = await act(visit);
    } finally {
      inside--;
    }
  }

  const act = (visit: Visit): Promise<string> => {
    const until = began + seconds * 1_000;
    switch (visit.plan.kind) {
      case 'refresher':
        return refresh(visit, until);
      case 'holder':
        return holdOnly(visit, until);
      case 'thief':
        return steal(visit, until);
      case 'human':
      case 'farm':
        return buy(visit);
    }
  };

  const opened = sleep(opensAtMs(seconds, profiles[profile])).then(open);
  const all = mixOf(visitors, seconds, seed, profiles[profile], farm).map(come);
  return {
    people,
    inside: () => inside,
    ended: Promise.all([opened, ...all]).then(() => {}),
    async lookBack() {
      const joined = new Set(
        sale.history.filter(({ what, status }) => what === 'join' && status === 202).map(call => call.userId),
      );
      const left = visits.filter(({ me }) => joined.has(me.userId))[Symbol.iterator]();
      const look = async () => {
        for (const { me, room } of left) await me.ask('last', 'GET', room);
      };
      await Promise.all(Array.from({ length: 16 }, look));
    },
  };
}
