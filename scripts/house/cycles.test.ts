import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { cyclesIn, noImportCycles, noPackageCycles } from './cycles.ts';

it('finds files that import each other, and shows the way round', () => {
  const circle = checkoutOf({
    'a/one.ts': `import './two.ts';`,
    'a/two.ts': `import type { T } from '@ticketmaster/b/three';`,
    'a/three.ts': '',
    'b/package.json': '{"name":"@ticketmaster/b","exports":{"./*":"./*.ts"}}',
    'b/three.ts': `export * from '../a/one.ts';`,
  });
  expect(noImportCycles(circle)).toEqual([
    { file: 'a/one.ts', message: 'imports in a circle: a/one.ts → a/two.ts → b/three.ts → a/one.ts' },
  ]);
});

it('finds packages that depend on each other', () => {
  const circle = checkoutOf({
    'a/package.json': '{"name":"@ticketmaster/a","dependencies":{"@ticketmaster/b":"*","pg":"^8"}}',
    'b/package.json': '{"name":"@ticketmaster/b","devDependencies":{"@ticketmaster/a":"*"}}',
  });
  expect(noPackageCycles(circle)).toEqual([
    { file: 'a/package.json', message: 'depends in a circle: @ticketmaster/a → @ticketmaster/b → @ticketmaster/a' },
  ]);
});

it('does not mind two ways to the same place', () => {
  const diamond = checkoutOf({
    'top.ts': `import './left.ts'; import './right.ts';`,
    'left.ts': `import './bottom.ts';`,
    'right.ts': `import './bottom.ts'; // import './top.ts'`,
    'bottom.ts': '',
  });
  expect(noImportCycles(diamond)).toEqual([]);
});

it('finds a circle behind a node that was looked at before, and a node that leads to itself', () => {
  const graph = { a: ['b'], b: ['c'], c: ['d'], d: ['b'], e: ['e'] };
  expect(cyclesIn(new Map(Object.entries(graph)))).toEqual([
    ['b', 'c', 'd', 'b'],
    ['e', 'e'],
  ]);
});
