import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDiary, type Told } from './diary.ts';

const folder = mkdtempSync(join(tmpdir(), 'diary-'));
afterAll(() => rmSync(folder, { recursive: true }));

const told = (seq: number, visitorId = 'ada'): Told => ({
  ...{ notificationId: `n-${visitorId}-${seq}`, visitorId, eventId: `E${seq}`, seq },
  expiresAt: '2027-05-01T20:00:00.000Z',
});

describe('a diary', () => {
  it('has one effect of what it hears twice, and says how often it came', () => {
    let clock = 0;
    const diary = openDiary(':memory:', () => ++clock);
    expect([diary.hear(told(1)), diary.hear(told(1)), diary.hear(told(2))]).toEqual([true, false, true]);
    expect(diary.entries('ada')).toBe(2);
    expect(diary.heard('ada').map(({ eventId, times, heardAt }) => [eventId, times, heardAt])).toEqual([
      ['E1', 2, 1],
      ['E2', 1, 3],
    ]);
    expect(diary.totals()).toEqual({ visitors: 0, heard: 2, repeated: 1, entries: 2 });
  });

  it('keeps visitors apart, and knows where each goes on', () => {
    const diary = openDiary(':memory:');
    for (const one of [told(1), told(4), told(2, 'bob')]) diary.hear(one);
    expect([diary.cursor('ada'), diary.cursor('bob'), diary.cursor('cyd')]).toEqual([4, 2, 0]);
    expect(diary.heard('bob')).toHaveLength(1);
  });

  it('is still there for the next one who opens it', () => {
    const path = join(folder, 'diary.db');
    const before = openDiary(path);
    before.signIn('ada', 'a key');
    before.signIn('ada', 'another key');
    before.hear(told(1)); // and is never closed, as after a kill -9
    const after = openDiary(path);
    expect(after.signedIn()).toEqual([{ visitorId: 'ada', key: 'another key' }]);
    expect(after.hear(told(1))).toBe(false);
    expect(after.entries('ada')).toBe(1);
  });

  it('loses an effect when it was marked too early, and has two when it was marked too late', () => {
    const diary = openDiary(':memory:');
    diary.mark(told(1)); // … and dies; told again:
    if (diary.mark(told(1))) diary.enter(told(1));
    expect(diary.entries('ada')).toBe(0);
    diary.enter(told(2)); // … and dies; told again:
    if (!diary.isMarked(told(2).notificationId)) diary.enter(told(2));
    expect(diary.entries('ada')).toBe(2);
  });
});
