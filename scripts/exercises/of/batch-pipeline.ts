import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = 'batch-pipeline';

export const batchPipeline: Exercise[] = [
  {
    name: 'poster-on-a-ticket',
    folder,
    title: 'The right prompt, the wrong picture',
    level: 1,
    kind: 'bug',
    symptom: `A client: "I asked for a ticket with 'A Night at the Opera' and was sent a poster, at once. A colleague had asked for the poster
an hour before me." It never happens with a prompt that nobody has used.`,
    changes: [
      {
        file: 'artwork.ts',
        right: `export const keyOf = ({ prompt, style, size, seed }: Artwork): string => digest(prompt, style, size, seed);`,
        wrong: `export const keyOf = ({ prompt, size, seed }: Artwork): string => digest(prompt, size, seed);`,
      },
    ],
    check: { file: 'artwork.test.ts', test: 'knows a picture by all that it is made of', red: 'style' },
    servers: [],
    hints: [
      'The answer came at once, so no worker has drawn it. From where did it come, and how was it looked up?',
      'Compare what a picture is made of (`anArtwork`) with what its name in the cache is made of.',
    ],
    why: `A cache is a promise that the key decides the value: all that the picture depends on has to be in the key, and nothing else. What is
missing gives one client another's picture; what is too much (the client, the time) makes every look a miss. It is digested as
JSON with its borders, so that no two wishes run into each other. The same bug with the user left out shows people the pages of others.
The field calls it an under-specified cache key; HTTP has \`Vary\` for it.`,
  },
  {
    name: 'workers-up-and-down',
    folder,
    title: 'The scaler that cannot make up its mind',
    level: 3,
    kind: 'bug',
    symptom: `Finance: "Half of the GPU hours are starts: a model takes two minutes to load, and workers live for five." Operations: "Work comes in
bursts, there is never a quiet cooldown, and still it goes down to one worker and up to six again, all day."`,
    changes: [
      {
        file: 'scaler/rule.ts',
        right: `within the bounds. More at once; fewer only down to the most that was wanted within the cooldown (stabilizationWindowSeconds; with \`least\` 0
 * cooldownPeriod). Left out: Kubernetes lets a tenth too much or too little be.`,
        wrong: `within the bounds. More at once; fewer only when the number has stood for as long as the cooldown. Left out: Kubernetes lets a tenth too much
 * or too little be.`,
      },
      {
        file: 'scaler/rule.ts',
        right: `  let recent: { at: number; wanted: number }[] = [];
`,
        wrong: `  let last = { at: -Infinity, workers: least };
`,
      },
      {
        file: 'scaler/rule.ts',
        right: `    recent = [...recent.filter(({ at }) => at > now - cooldownMs), { at: now, wanted: wantedFor(seen) }];
    return Math.max(...recent.map(one => one.wanted));
`,
        wrong: `    const wanted = wantedFor(seen);
    const mayChange = wanted > last.workers || now - last.at >= cooldownMs;
    if (wanted !== last.workers && mayChange) last = { at: now, workers: wanted };
    return last.workers;
`,
      },
    ],
    check: { file: 'scaler/rule.test.ts', test: 'does not flap', red: 'to deeply equal' },
    servers: [],
    hints: [
      'More at once is right, and so are the numbers. When is it allowed to want fewer?',
      'The cooldown is counted from the last change of the number. What happened since that change is forgotten: also that six were wanted a moment ago.',
      'Keep what was wanted at each look within the cooldown. The answer is the most of it.',
    ],
    why: `A pause after each change only makes the flapping slower: at the end of the pause one quiet moment decides. What has to be asked is whether fewer
were enough all through the window, so the rule keeps what each look wanted and answers the most of it. Up is at once, down is slow: too many
workers cost money for a while, too few cost the clients time. Kubernetes calls it the stabilization window (scaleDown,
stabilizationWindowSeconds), and control engineers hysteresis.`,
  },
  {
    name: 'turn-of-the-last',
    folder,
    title: 'Write whose turn it is, so that the last is not left out',
    level: 3,
    kind: 'gap',
    symptom: `A client of priority low: "My artworks of Monday are still queued, it is Thursday. Whenever I look, there is one of priority high before
me." Product: "Of ten turns six are for high, three for normal and one for low, as long as all of them wait. Who waits alone has all turns."`,
    changes: [
      {
        file: 'jobs/turns.ts',
        right: `    const waiting = priorities.filter(priority => lines[priority].length > 0);
    const first = waiting.sort((one, other) => passed[one] - passed[other])[0];
    busy = first !== undefined;
    if (!first) return;
    last = passed[first];
    const { take, jobs } = lines[first].shift()!;
    passed[first] += jobs / shares[first];
    take();
`,
        wrong: `    // Called when the place at the renderer is free. Takes the first of the line of that priority whose turn it is, moves this priority back, says
    // in \`last\` how far the one had passed that was taken, and calls \`take\`. \`busy\` says whether anybody was taken.
    throw new Error(\`${YOUR_TURN}: take the first of that line whose priority has passed least.\`);
`,
      },
    ],
    check: {
      file: 'jobs/turns.test.ts',
      test: ['shares turns', 'counts jobs, not turns', 'gives all turns', 'lets nobody save turns up'],
      red: YOUR_TURN,
    },
    servers: [],
    hints: [
      'Each priority has a number in `passed`: how far it has come. Of those for which somebody waits, the smallest is next.',
      'Who was taken moves by its jobs, and by less the larger its share is. `wait` uses `last` so that nobody saves turns up.',
      'passed[first] += jobs / shares[first], after `last = passed[first]`. And where nobody waits: busy = false.',
    ],
    why: `"The highest first" starves the lowest as soon as there is enough of the highest, and a sale is just that. Stride scheduling gives each a share
with one number: whoever is taken moves back by jobs / share, and who is furthest ahead is next. No dice, so that of any ten turns it is six,
three and one; and who comes after a pause begins where the others are, or else it would have all the turns that it had not used.
The same idea is behind weighted fair queueing in routers and the fair scheduler of Linux (virtual runtime).`,
  },
];
