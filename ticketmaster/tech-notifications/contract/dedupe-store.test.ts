import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { type Incoming, openDedupeStore } from './dedupe-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'dedupe-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const incoming = (seq: number, visitorId = 'ada'): Incoming => ({
  ...{ notificationId: `n-${visitorId}-${seq}`, type: 'test', visitorId, seq, data: { eventId: `E${seq}` } },
  expiresAt: '2027-05-01T20:00:00.000Z',
});

describe('a dedupe store', () => {
  it('has one effect of what it hears twice, and says how often it came', () => {
    let clock = 0;
    const store = openDedupeStore(':memory:', () => ++clock);
    expect([store.hear(incoming(1)), store.hear(incoming(1)), store.hear(incoming(2))]).toEqual([true, false, true]);
    expect(store.entries('ada')).toBe(2);
    expect(store.heard('ada').map(({ data, times, heardAt }) => [data.eventId, times, heardAt])).toEqual([
      ['E1', 2, 1],
      ['E2', 1, 3],
    ]);
    expect(store.totals()).toEqual({ visitors: 0, heard: 2, repeated: 1, entries: 2 });
  });

  it('has heard nothing whose effect failed: it has it when it comes again', () => {
    const path = join(folder, 'full.db');
    const store = openDedupeStore(path);
    const disk = new DatabaseSync(path);
    disk.exec(`create trigger full before insert on entry begin select raise(abort, 'the disk is full'); end`);
    expect(() => store.hear(incoming(1))).toThrow('the disk is full');
    expect([store.isMarked(incoming(1).notificationId), store.cursor('ada')]).toEqual([false, 0]);
    disk.exec('drop trigger full');
    expect(store.hear(incoming(1))).toBe(true);
    expect(store.entries('ada')).toBe(1);
  });

  it('keeps visitors apart, and knows where each goes on', () => {
    const store = openDedupeStore(':memory:');
    for (const one of [incoming(1), incoming(4), incoming(2, 'bob')]) store.hear(one);
    expect([store.cursor('ada'), store.cursor('bob'), store.cursor('cyd')]).toEqual([4, 2, 0]);
    expect(store.heard('bob')).toHaveLength(1);
  });

  it('is still there for the next one who opens it', () => {
    const path = join(folder, 'dedupe.db');
    const before = openDedupeStore(path);
    before.signIn('ada', 'a key');
    before.signIn('ada', 'another key');
    before.hear(incoming(1)); // and is never closed, as after a kill -9
    const after = openDedupeStore(path);
    expect(after.signedIn()).toEqual([{ visitorId: 'ada', key: 'another key' }]);
    expect(after.hear(incoming(1))).toBe(false);
    expect(after.entries('ada')).toBe(1);
  });

  it('loses an effect when it was marked too early, and has two when it was marked too late', () => {
    const store = openDedupeStore(':memory:');
    store.mark(incoming(1)); // … and dies; told again:
    if (store.mark(incoming(1))) store.enter(incoming(1));
    expect(store.entries('ada')).toBe(0);
    store.enter(incoming(2)); // … and dies; told again:
    if (!store.isMarked(incoming(2).notificationId)) store.enter(incoming(2));
    expect(store.entries('ada')).toBe(2);
  });
});
