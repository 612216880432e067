import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS_PAGE } from './errors-page.ts';
import { EVENTS_PAGE } from './events-page.ts';
import { referenceOf, staleIn } from './pages.ts';
import { type ProblemMade, problemsIn } from './problems.ts';
import { openProject } from './project.ts';

const root = join(import.meta.dirname, '../..');
const PROBLEM = 'ticketmaster/common/problem.ts';

/** A lab of one lesson with this code, beside the real common/problem.ts. */
const labWith = (code: string) =>
  new Map([
    ['ticketmaster/common/package.json', '{ "name": "@ticketmaster/common" }'],
    [PROBLEM, readFileSync(join(root, PROBLEM), 'utf8')],
    ['ticketmaster/lesson/seats.ts', `import { Problem } from '@ticketmaster/common/problem';\n${code}`],
  ]);

function read(code: string) {
  const project = openProject(labWith(code));
  try {
    const { made, refused } = problemsIn(project);
    return { made: made.filter(({ file }) => file !== PROBLEM), refused };
  } finally {
    project.close();
  }
}
const short = ({ slug, status, retryable, cause, place }: ProblemMade) =>
  `${slug} ${status} ${retryable}: ${cause} (${place})`;

describe('a problem is found', () => {
  it('as it stands, with names for what only the run knows', () => {
    const code = `export function sell(seatId: string, most: number) {
      if (most > 8) throw new Problem(503, 'overloaded', 'too many ask at once', { retryable: true });
      throw new Problem(409, 'seat-taken', \`seat \${seatId} is sold to somebody\`);
    }`;
    expect(read(code).made.map(short)).toEqual([
      'overloaded 503 yes: too many ask at once (sell)',
      'seat-taken 409 no: seat {seatId} is sold to somebody (sell)',
    ]);
  });

  it('where its helper is called, by what it is told there', () => {
    const code = `const no = (type: string, detail: string) => new Problem(409, type, detail);
    export const late = () => no('expired', 'the time is over');
    export const early = () => no('pending', 'the time has not come');`;
    expect(read(code).made.map(short)).toEqual([
      'expired 409 no: the time is over (late)',
      'pending 409 no: the time has not come (early)',
    ]);
  });

  it('through a class that extends Problem', () => {
    const code = `class Away extends Problem {
      constructor(who: string, retryable = true) { super(503, 'away', \`no answer from \${who}\`, { retryable }); }
    }
    export const ask = () => { throw new Away('the bank'); };`;
    expect(read(code).made.map(short)).toEqual(['away 503 yes: no answer from the bank (ask)']);
  });

  it('with the tag above it, where it passes on what another server said', () => {
    const code = `/** @problem 4xx * The server's own refusal. */
    export const passOn = (status: number, type: string) => new Problem(status, type, 'as it came');`;
    expect(read(code)).toMatchObject({
      made: [{ slug: '*', status: '4xx', cause: "The server's own refusal." }],
      refused: [],
    });
  });
});

describe('what is refused', () => {
  const why = (code: string) => read(code).refused.join('\n');

  it('is a slug that nothing explains', () => {
    expect(why(`export const no = (why: string) => new Problem(422, 'odd', why);`)).toMatch(
      /seats.ts:2 says nothing of why \('odd'\)/,
    );
    expect(
      why(
        `/** The address is inside of a network. */\nexport const no = (why: string) => new Problem(422, 'odd', why);`,
      ),
    ).toBe('');
  });

  it('is a slug or a status that cannot be read', () => {
    expect(why(`export const no = (type: string) => new Problem(422, type, 'for some reason');`)).toMatch(
      /known only when it runs/,
    );
    expect(why(`export const no = (status: number) => new Problem(status, 'odd', 'for some reason');`)).toMatch(
      /known only when it runs/,
    );
  });

  it('is a call whose arguments are hidden', () => {
    const spread = `const parts = [409, 'odd', 'for some reason'] as const;\nexport const no = () => new Problem(...parts);`;
    expect(why(spread)).toMatch(/cannot be read/);
    const hidden = `export const no = (more: object) => new Problem(409, 'odd', 'for some reason', more);`;
    expect(why(hidden)).toMatch(/hides whether it is retryable/);
  });

  it('is a tag that no problem needs, and one that says too little', () => {
    expect(why(`/** @problem 4xx * It was there once. */\nexport const nothing = () => 1;`)).toMatch(
      /makes none that needs it/,
    );
    expect(
      why(`/** @problem sometimes */\nexport const no = (type: string) => new Problem(422, type, 'why');`),
    ).toMatch(/is not '@problem/);
  });

  it('is a page that the code has left behind, or that is not there', () => {
    const lab = labWith(`export const no = () => new Problem(409, 'seat-taken', 'somebody was faster');`);
    const wanted = referenceOf(lab);
    const stale = [ERRORS_PAGE, EVENTS_PAGE].map(page => `${page} is stale: run npm run reference`);
    expect(staleIn(lab, wanted)).toEqual(stale);
    expect(staleIn(new Map([...lab, ...wanted]), wanted)).toEqual([]);
    const [[path, text]] = [...wanted] as [[string, string]];
    expect(staleIn(new Map([...wanted, [path, text.replace('faster', 'slower')]]), wanted)).toHaveLength(1);
    expect(() => referenceOf(labWith(`export const no = (why: string) => new Problem(422, 'odd', why);`))).toThrow(
      'odd',
    );
    expect(() => referenceOf(labWith(`export const tell = (redis: any) => redis.publish('c', 'm');`))).toThrow(
      'does not say what',
    );
  });
});
