import { describe, expect, it } from 'vitest';
import { gathering, type Wish } from './gathering.ts';

const kinds: string[] = [];
const echo = async (kind: string, wishes: Wish[]) => {
  kinds.push(`${kind} ${wishes.length}`);
  return wishes.map(([first]) => `${kind}: ${first}`);
};

describe('wishes that come in one turn of the event loop', () => {
  it('are one call for each kind, and each gets its own answer', async () => {
    kinds.length = 0;
    const ask = gathering(echo);
    const answers = Promise.all([ask('E1', 'ada'), ask('E2', 'bob'), ask('E1', 'cyd', 7)]);
    expect(await answers).toEqual(['E1: ada', 'E2: bob', 'E1: cyd']);
    expect(kinds).toEqual(['E1 2', 'E2 1']);
  });

  it('are several calls when there are too many for one', async () => {
    kinds.length = 0;
    const ask = gathering(echo, 2);
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(name => ask('E', name)))).toHaveLength(5);
    expect(kinds).toEqual(['E 2', 'E 2', 'E 1']);
  });

  it('do not wait for those of an earlier turn', async () => {
    const held = Promise.withResolvers<unknown[]>();
    const ask = gathering((_, wishes) => (wishes[0]?.[0] === 'slow' ? held.promise : Promise.resolve(['answered'])));
    const slow = ask('E', 'slow');
    await new Promise(setImmediate);
    expect(await ask('E', 'quick')).toBe('answered');
    held.resolve(['late']);
    expect(await slow).toBe('late');
  });

  it('fail together, and the next ones do not', async () => {
    let away = true;
    const ask = gathering(async (kind, wishes) => {
      if (away) throw new Error('away');
      return echo(kind, wishes);
    });
    const failed = await Promise.allSettled([ask('E', 'ada'), ask('E', 'bob')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    away = false;
    expect(await ask('E', 'cyd')).toBe('E: cyd');
  });
});
