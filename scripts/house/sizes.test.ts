import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { commonIsSmall, filesAreShort } from './sizes.ts';

const lines = (count: number) => 'a\n'.repeat(count);

it('finds a file of more than 200 lines', () => {
  const findings = filesAreShort(checkoutOf({ 'a.lua': lines(201), 'b.sql': lines(200), 'c.md': lines(500) }));
  expect(findings).toEqual([{ file: 'a.lua', message: 'has 201 lines, more than 200' }]);
});

it('counts a last line that does not end', () => {
  expect(filesAreShort(checkoutOf({ 'a.ts': `${lines(200)}a` }))).toHaveLength(1);
});

it('finds that common has grown to 400 lines, over all its files but the tests', () => {
  const common = (...counts: number[]) =>
    checkoutOf({
      ...Object.fromEntries(counts.map((count, i) => [`ticketmaster/common/${i}.ts`, lines(count)])),
      'ticketmaster/common/http.test.ts': lines(150),
      'ticketmaster/simple/app.ts': lines(150),
    });
  expect(commonIsSmall(common(200, 199))).toEqual([]);
  expect(commonIsSmall(common(200, 200))).toMatchObject([{ message: 'has 400 lines, and must stay under 400' }]);
});
