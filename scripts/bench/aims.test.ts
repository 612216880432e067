import { expect, it } from 'vitest';
import { aimsTable, withAims } from './aims.ts';

const rows = [
  { target: 'hold', ratios: { pgbench: 0.764 }, p99Ms: 28.12 },
  { target: 'pgbench', ratios: {} },
];
const aims = [
  { what: 'a hold ÷ pgbench', target: 'hold', over: 'pgbench', aim: 3 },
  { what: 'a hold, p99', target: 'hold', aim: 15 },
  { what: 'a join ÷ no-op', target: 'join', over: 'no-op', aim: 0.95 },
];

it('tells aims beside what was measured, and what was not', () => {
  expect(aimsTable(rows, aims).split('\n').slice(2)).toEqual([
    '| a hold ÷ pgbench | 3 | 0.76 |',
    '| a hold, p99 | 15 ms | 28.1 ms |',
    '| a join ÷ no-op | 0.95 | - |',
  ]);
});

it('stands between its marks in a README, again and again, and nowhere else', () => {
  const readme = 'before\n<!-- aims: written by npm run bench, not by hand -->\nOUTDATED\n<!-- /aims -->\nafter\n';
  const once = withAims(readme, rows, aims);
  expect(once).toContain('| a hold ÷ pgbench | 3 | 0.76 |');
  expect(once).not.toContain('OUTDATED');
  expect(withAims(once, rows, aims)).toBe(once);
  expect(() => withAims('no marks', rows, aims)).toThrow('lacks the marks');
});
