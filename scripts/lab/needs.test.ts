import { expect, it } from 'vitest';
import { lessonsInRepo } from './lessons-in-repo.ts';
import { kindsWithoutNeeds, levelOf, neededBy, neededByLesson, partsInWords } from './needs.ts';
import { LAB_PORT } from './open.ts';

it('knows of every kind of server, and of every program that a run.sh looks for', () => {
  expect(kindsWithoutNeeds()).toEqual([]);
  const lessons = lessonsInRepo();
  expect(lessons.length).toBeGreaterThan(20);
  for (const { home, servers } of lessons) neededByLesson(home, servers);
  expect(neededByLesson('ticketmaster/flash-sales/cached-purchase', [])).toEqual(['Redis', 'nginx', 'OpenSSL']);
});

it('throws for one that nobody has said it of', () => {
  expect(() => neededBy(['oracle'])).toThrow('does not say what oracle needs');
});

it('says the most that is asked for', () => {
  expect([['postgres'], ['postgres', 'redis-5'], ['redis', 'kafka']].map(all => levelOf(neededBy(all)))).toEqual([
    'npm',
    'packages',
    'Java',
  ]);
});

it('counts parts, and says each kind once', () => {
  expect(partsInWords(['redis', 'redis-2', 'redis-cluster'])).toBe('3: 2 × redis, redis-cluster');
});

it('has lessons of which none has the port of the page', () => {
  expect(lessonsInRepo().map(({ port }) => port)).not.toContain(LAB_PORT);
});
