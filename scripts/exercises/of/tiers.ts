import type { Exercise } from '../exercise.ts';

const folder = 'tech-caching-hotkeys/tiers';

export const tiers: Exercise[] = [
  {
    name: 'ages-add-up',
    folder,
    title: 'The tiers: answers are older than the bound that we promise',
    level: 1,
    kind: 'bug',
    symptom: `An operator: "We promise that nothing on the page is older than five seconds. Our probe measures up to ten. With tier 1 switched off it is
five, as promised; the longer tier 1 may keep an entry, the worse it gets."`,
    changes: [
      {
        file: 'entry.ts',
        right: `/**
 * What is left of an entry's life: never more than \`mostMs\`. So a tier adds nothing to the age that an entry brought along, and a clock that
 * is wrong by hours adds \`mostMs\` and no more.
 */`,
        wrong:
          '/** How long a tier may keep an entry: `mostMs`, whatever the clocks say; nothing of one that has ended. */',
      },
      {
        file: 'entry.ts',
        right: '  Math.min(mostMs, Math.max(0, expiresAt - now));',
        wrong: '  expiresAt > now ? mostMs : 0;',
      },
    ],
    check: { file: 'entry.test.ts', test: 'is kept by a tier for the rest of its life', red: '100' },
    servers: [],
    hints: [
      'An entry lies in Redis for 4.9 s. Then a process takes it into its own memory. How old is it there after a while?',
      'Look at restOf in entry.ts: for how long may a tier keep what has 100 ms left?',
    ],
    why: `A cache before a cache must not give what it takes a new life: then the greatest age is the sum of all lives, and each layer that somebody adds
makes it worse (browser, CDN, proxy, process, Redis). So an entry carries its end with it, and every tier keeps it for the rest of its life or its
own limit, whichever is shorter. HTTP has the same rule: the header Age counts through all caches, and max-age is counted from the origin.`,
  },
  {
    name: 'all-end-together',
    folder,
    title: 'The tiers: every five seconds the database is flooded',
    level: 1,
    kind: 'bug',
    symptom: `An operator: "At 20:00 the sale opened and a thousand event pages were read for the first time, within a second. Since then the database has a
spike every four and a half seconds, and nothing to do in between. The jitter is set: 0.1."`,
    changes: [
      {
        file: 'entry.ts',
        right: '(1 - jitter * random()))',
        wrong: '(1 - jitter * spread))',
      },
      {
        file: 'entry.ts',
        right: '  const life = value === undefined ? negativeMs : ttlMs;\n',
        wrong: '  const life = value === undefined ? negativeMs : ttlMs;\n  const spread = Math.ceil(random());\n',
      },
    ],
    check: { file: 'entry.test.ts', test: 'experiment 9: without jitter', red: 'to be greater than or equal to 20' },
    servers: [],
    hints: [
      'The life of an entry is shorter than five seconds, so some jitter is at work. Is it another for each entry?',
      'Write down what `spread` is for a few values of `random()`.',
    ],
    why: `What is stored together ends together, and is loaded together: a stampede over many keys, of which no single-flight protects, since each key is
loaded only once. Jitter breaks the rhythm, and only if it differs from key to key: a constant shortens the life and keeps the spikes. The same
holds for retries (backoff with full jitter) and for cron jobs at the full hour. One value to test is never enough: look at the distribution.`,
  },
  {
    name: 'the-lease-nobody-returns',
    folder,
    title: 'The tiers: one failed query, and everybody waits for two seconds',
    level: 2,
    kind: 'bug',
    symptom: `An operator: "Now and then PostgreSQL refuses a single query, and one reader gets an error. That is bearable. But right after it, all other
readers of that event, in all processes, wait for two seconds, though the database is well again after a millisecond."`,
    changes: [
      {
        file: 'shared-load.ts',
        right: `    try {
      const held = await fromSource(wanted);
      await asked(wanted.tier2Key, () => shared.fill(wanted.tier2Key, held));
      return held;
    } catch (error) {
      await asked(wanted.tier2Key, () => shared.giveUp(wanted.tier2Key));
      throw error;
    }
  }`,
        wrong: `    const held = await fromSource(wanted);
    await asked(wanted.tier2Key, () => shared.fill(wanted.tier2Key, held));
    return held;
  }`,
      },
    ],
    check: {
      file: 'shared-load.test.ts',
      test: 'lets the next one try at once after a load that failed',
      red: 'still waiting',
    },
    servers: [],
    hints: [
      'Of all that find a key missing, one loads and the others wait for it. How do they learn that it has failed?',
      'Two seconds is `leaseMs`: the time after which a lease ends by itself, should its process have died.',
      'Tier 2 has a verb for who has the lease and can make nothing of it. Who calls it?',
    ],
    why: `The time of a lease is for a process that has died: nobody can say then that the work is off. A process that lives and has failed knows it, and
must give the lease back, on every way out. Else each small error becomes an outage of the length of the time-out, for everybody who waits. It is
the same with locks, with messages that are not nacked, and with jobs whose visibility time-out has to run out.`,
  },
];
