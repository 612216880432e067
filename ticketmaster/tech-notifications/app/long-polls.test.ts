import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import type { Asked, Seen } from './inbox.ts';
import { type Limits, type LongPolls, longPolls } from './long-polls.ts';

const opened: LongPolls[] = [];
afterEach(() => Promise.all(opened.splice(0).map(one => one.close())));

const nothing: Seen = { notifications: [], newest: 0, unread: 0, ahead: null };
const something: Seen = { ...nothing, newest: 1, unread: 1 };
const isNews = ({ newest }: Seen) => newest > 0;
const never = new AbortController().signal;

/** Long polls on an inbox that can be held in the middle of a look, and for whom it holds something. */
function atDesk(limits: Partial<Limits> = {}) {
  const looks: string[][] = [];
  const withNews = new Set<string>();
  let gate: Promise<void> | undefined;
  let broken = false;
  const desk = {
    looks,
    withNews,
    /** Looks see what is there when they begin, and do not bring it before the answer is called. */
    hold() {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return () => {
        gate = undefined;
        held.resolve();
      };
    },
    breaks(is: boolean) {
      broken = is;
    },
    out: longPolls(
      {
        async lookFor(asked) {
          looks.push(asked.map(({ visitorId }) => visitorId));
          const seen = asked.map(({ visitorId }) => (withNews.has(visitorId) ? something : nothing));
          await gate;
          if (broken) throw new Error('no database');
          return seen;
        },
        withNews: async asked => asked.map(({ visitorId }) => visitorId).filter(id => withNews.has(id)),
      },
      { maxWaiting: 100, lookEveryMs: 600_000, ...limits },
    ),
    wait: (visitorId: string, waitMs = 20_000, gone = never) =>
      desk.out.until(isNews, anybody(visitorId), waitMs, gone),
  };
  opened.push(desk.out);
  return desk;
}
const anybody = (visitorId: string): Asked => ({ visitorId, after: 0, limit: 1 });
const settled = () => new Promise(done => setImmediate(done));

describe('a wake-up', () => {
  it('that comes in the middle of a look is not lost: it is looked again', async () => {
    const { looks, withNews, hold, out, wait } = atDesk();
    const goOn = hold();
    const answer = wait('ada');
    await settled(); // the look has seen nothing, and is on its way back
    withNews.add('ada');
    out.wake(['ada']);
    goOn();
    expect(await Promise.race([answer, sleep(1_000, 'still waits')])).toEqual(something);
    expect(looks).toEqual([['ada'], ['ada']]);
  });

  it('that comes as the last look ends is not lost', async () => {
    const { withNews, out, wait } = atDesk();
    for (let microtasks = 0; microtasks < 12; microtasks++) {
      const visitorId = `ada-${microtasks}`;
      const answer = wait(visitorId);
      for (let i = 0; i < microtasks; i++) await undefined;
      withNews.add(visitorId);
      out.wake([visitorId]);
      expect(await answer).toEqual(something);
    }
  });

  it('is for nobody else', async () => {
    const { looks, withNews, out, wait } = atDesk();
    const answer = wait('ada');
    void wait('bob');
    await settled();
    looks.length = 0;
    withNews.add('ada');
    out.wake(['ada', 'who-does-not-wait']);
    await answer;
    expect(looks).toEqual([['ada']]);
  });

  it('for a thousand is one look', async () => {
    const { looks, withNews, out, wait } = atDesk({ maxWaiting: 1_000 });
    const names = Array.from({ length: 1_000 }, (_, i) => `v-${i}`);
    const answers = names.map(name => wait(name));
    await settled();
    for (const name of names) withNews.add(name);
    looks.length = 0;
    out.wake(names);
    expect(await Promise.all(answers)).toEqual(names.map(() => something));
    expect(looks).toHaveLength(1);
  });
});

describe('who waits', () => {
  it('is answered at once when something is there, and when the time is up with what there is', async () => {
    const { looks, withNews, wait } = atDesk();
    withNews.add('ada');
    expect(await wait('ada')).toEqual(something);
    expect(await wait('bob', 0)).toEqual(nothing);
    expect(looks).toEqual([['ada'], ['bob']]);
    const answer = wait('cyd', 30);
    await eventually(() => expect(looks.flat()).toContain('cyd'));
    withNews.add('cyd'); // and nobody says so
    expect(await answer).toEqual(something);
  });

  it('is found by the net when nobody tells', async () => {
    const { withNews, wait } = atDesk({ lookEveryMs: 10 });
    const answer = wait('ada');
    await settled();
    withNews.add('ada');
    expect(await answer).toEqual(something);
  });

  it('is let go of when the client is gone, and makes room', async () => {
    const { looks, out, wait } = atDesk({ maxWaiting: 1 });
    const gone = new AbortController();
    const answer = wait('ada', 20_000, gone.signal);
    await expect(wait('bob')).rejects.toMatchObject({ status: 503, type: 'too-many-waiting', retryable: true });
    expect(await wait('bob', 0)).toEqual(nothing); // who does not wait takes no room
    gone.abort();
    expect(await answer).toBeUndefined();
    void wait('bob');
    await settled();
    looks.length = 0;
    out.wake(['ada']);
    expect(looks).toEqual([]);
  });

  it('eight times gives way to the ninth', async () => {
    const { wait } = atDesk();
    const first = wait('ada');
    for (let i = 2; i <= 9; i++) void wait('ada');
    expect(await first).toEqual(nothing);
  });

  it('is told when a look fails, and nobody else is: the next look is a new one', async () => {
    const { withNews, breaks, out, wait } = atDesk();
    const bob = wait('bob');
    await settled();
    breaks(true);
    await expect(wait('ada')).rejects.toThrow('no database');
    breaks(false);
    withNews.add('bob');
    out.wake(['bob']);
    expect(await bob).toEqual(something);
  });

  it('is answered at once when the server stops, also in the middle of a look, and nobody is kept after that', async () => {
    const { hold, out, wait } = atDesk();
    const ada = wait('ada');
    await settled();
    const goOn = hold();
    const bob = wait('bob');
    const closed = out.close();
    expect(await ada).toEqual(nothing);
    goOn();
    expect(await bob).toEqual(nothing);
    await closed;
    expect(await wait('cyd')).toEqual(nothing);
  });
});
