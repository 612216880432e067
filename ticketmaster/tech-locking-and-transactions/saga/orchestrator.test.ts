import { unavailable } from '@ticketmaster/common/http';
import { expect, it } from 'vitest';
import {
  Away,
  type Compensatable,
  type Log,
  type LogEntry,
  type Pivot,
  Refused,
  type Steps,
  saga,
} from './orchestrator.ts';

/** Three steps that can be undone, the pivot, and two that follow; here and there are two databases. */
function world(broken: Partial<Record<string, () => void>> = {}) {
  const here = new Set<string>();
  const there = new Set<string>();
  let line: LogEntry | undefined;
  const lines: string[] = [];

  const log: Log = {
    last: async () => line,
    async write(next, effect) {
      const before = [...here];
      try {
        await effect?.();
      } catch (error) {
        here.clear(); // rolled back
        for (const name of before) here.add(name);
        throw error;
      }
      line = next;
      lines.push(`${next.state} ${next.step}`);
    },
  };
  const step = (name: string, remote?: true): Compensatable & Pivot => {
    const stored = remote ? there : here;
    return {
      name,
      ...(remote && { remote }),
      async do() {
        broken[name]?.();
        stored.add(name);
        broken[`${name}'s answer`]?.();
      },
      async undo() {
        broken[`undo ${name}`]?.();
        stored.delete(name);
      },
      done: async () => stored.has(name),
    };
  };
  const steps: Steps = {
    compensatable: [step('one'), step('two', true), step('three')],
    pivot: step('four', true),
    retriable: [step('five', true), step('six')],
  };
  return { steps, log, lines, effects: () => [...here, ...there].toSorted().join(' ') };
}

const all = 'five four one six three two'; // sorted
const never = () => {
  throw new Refused('never');
};
const away = (times = Infinity) => {
  let left = times;
  return () => {
    if (left-- > 0) throw unavailable('the other database');
  };
};

/** Throws at the nth point that is reached, and counts them. */
function crashAt(nth: number) {
  const points: string[] = [];
  return {
    points,
    reached(point: string) {
      points.push(point);
      if (points.length === nth) throw new Error(`crash at ${point}`);
    },
  };
}

it('does one step after another, and writes each line before its step', async () => {
  const { steps, log, lines, effects } = world();
  await saga(steps, log).run();
  expect(effects()).toBe(all);
  expect(lines).toEqual(['doing two', 'doing three', 'doing four', 'doing five', 'doing six', 'done six']);
});

it('undoes in reverse order what a refusal leaves', async () => {
  const { steps, log, lines, effects } = world({ three: never });
  await expect(saga(steps, log).run()).rejects.toThrow(Refused);
  expect(effects()).toBe('');
  expect(lines.slice(-3)).toEqual(['undoing two', 'undoing one', 'undone one']);
  expect(await log.last()).toMatchObject({ why: 'never' });
});

it('writes nothing when the first step refuses', async () => {
  const { steps, log } = world({ one: never });
  await expect(saga(steps, log).run()).rejects.toThrow(Refused);
  expect(await log.last()).toBeUndefined();
});

it('tries a remote step again that is away for a moment', async () => {
  const { steps, log, effects } = world({ two: away(4), four: away(4), five: away(4) });
  await saga(steps, log).run();
  expect(effects()).toBe(all);
});

it('undoes everything when a remote step before the pivot stays away, also when only its answer was lost', async () => {
  for (const which of ['two', `two's answer`]) {
    const { steps, log, effects } = world({ [which]: away() });
    await expect(saga(steps, log).run()).rejects.toMatchObject({ status: 503, type: 'unavailable', retryable: true });
    expect(effects()).toBe('');
  }
});

it('leaves undecided whether a pivot that stays away was done, and finds out later', async () => {
  for (const [which, after] of [
    ['four', ''],
    [`four's answer`, all],
  ] as const) {
    const { steps, log, effects } = world({ [which]: away(5) });
    await expect(saga(steps, log).run()).rejects.toThrow(Away);
    expect(await log.last()).toMatchObject({ step: 'four', state: 'doing' });
    await saga(steps, log).resume((await log.last())!);
    expect(effects()).toBe(after);
  }
});

it('never goes back after the pivot', async () => {
  const { steps, log, effects } = world({ five: away(10) });
  await expect(saga(steps, log).run()).rejects.toThrow(Away);
  await expect(saga(steps, log).resume((await log.last())!)).rejects.toThrow(Away);
  await saga(steps, log).resume((await log.last())!);
  expect(effects()).toBe(all);
});

it('goes on undoing where a compensation stayed away', async () => {
  const { steps, log, effects } = world({ three: never, 'undo two': away(5) });
  await expect(saga(steps, log).run()).rejects.toThrow(Away);
  expect(effects()).toBe('one two');
  expect(await log.last()).toMatchObject({ step: 'two', state: 'undoing', why: 'never' });
  await saga(steps, log).resume((await log.last())!);
  expect(effects()).toBe('');
});

it('does not take a line for ended that speaks of a step it does not know', async () => {
  const { steps, log } = world();
  await expect(saga(steps, log).resume({ step: 'seven', state: 'undoing' })).rejects.toThrow('seven');
});

/** Runs into a crash at the nth point, into another at the nth point of what follows, and then to the end. */
async function crashTwice(broken: Parameters<typeof world>[0], first: number, second: number) {
  const { steps, log, effects } = world(broken);
  const [before, after] = [crashAt(first), crashAt(second)];
  const resume = async (reached?: (point: string) => void) => {
    const line = await log.last();
    if (line && /doing$/.test(line.state)) await saga(steps, log, reached).resume(line);
  };
  await saga(steps, log, before.reached)
    .run()
    .catch(() => {});
  await resume(after.reached).catch(() => {});
  await resume();
  return { before: before.points, after: after.points, effects: effects() };
}

it.each([
  ['nothing else is wrong', {}, 54],
  ['the second step refuses', { two: never }, 11],
  ['the third step refuses', { three: never }, 33],
  ['the pivot refuses', { four: never }, 61],
])(
  'does all or nothing after a crash at any point, and another at any point of what follows: %s',
  async (_what, broken, pairs) => {
    let tried = 0;
    const undisturbed = await crashTwice(broken, Infinity, Infinity);
    for (let first = 1; first <= undisturbed.before.length; first++) {
      const once = await crashTwice(broken, first, Infinity);
      for (let second = 1; second <= once.after.length; second++, tried++) {
        const { before, after, effects } = await crashTwice(broken, first, second);
        const told = `after a crash at '${before.at(-1)}', and then at '${after.at(-1)}'`;
        expect(effects, told).toBe(before.includes('after four') ? all : '');
      }
    }
    expect(tried).toBe(pairs);
  },
);
