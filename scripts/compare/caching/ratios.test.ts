import { expect, it } from 'vitest';
import { ratioSection } from './ratios.ts';

const round = (hello: number, twoTier: number) => ({
  samples: {
    'bare node:http': { perSecond: hello },
    'GET /health of the lesson': { perSecond: 800 },
    none: { perSecond: 200 },
    redis: { perSecond: 400 },
    'two-tier': { perSecond: twoTier },
  },
  loadBefore: 0,
});

it('divides within each round, and tells the median beside the aim', () => {
  const { rows, about } = ratioSection([round(1_000, 500), round(1_000, 900), round(500, 450)]);
  expect(rows).toEqual([
    ['bare node:http', '1,000 (500–1,000)', '0.90 (0.50–0.90)', '≥ 0.9', 'yes'],
    ['GET /health of the lesson', '800 (800–800)', '0.63 (0.56–1.13)', '-', '-'],
    ['none', '200 (200–200)', '2.50 (2.25–4.50)', '≥ 2.5', 'yes'],
    ['redis', '400 (400–400)', '1.25 (1.13–2.25)', '≥ 1.2', 'yes'],
  ]);
  expect(about).toContain('`two-tier` answers 500 (450–900) reads a second');
});

it('says where an aim was not reached, and when the machine was not calm', () => {
  const { rows, notes } = ratioSection([round(1_000, 500), round(1_000, 500), round(400, 100)]);
  expect(rows[0]!.at(-1)).toBe('**no**');
  expect(rows[2]!.at(-1)).toBe('yes');
  expect(notes!.join()).toContain('Not calm even so: in round 3');
});
