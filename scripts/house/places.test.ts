import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { familiesOf, placeOf, subprojectsOf } from './places.ts';

it.each([
  ['vitest.config.ts', 'root', ''],
  ['scripts/house/places.ts', 'scripts', 'scripts'],
  ['ticketmaster/common/http.ts', 'common', 'ticketmaster/common'],
  ['ticketmaster/postgres/database.ts', 'ground', 'ticketmaster/postgres'],
  ['ticketmaster/payments/provider.ts', 'part', 'ticketmaster/payments'],
  ['ticketmaster/replicated-servers/redis.ts', 'part', 'ticketmaster/replicated-servers'],
  ['ticketmaster/simplest-implementation/server.ts', 'composition', 'ticketmaster/simplest-implementation'],
  ['ticketmaster/real-implementation/orders/x.ts', 'composition', 'ticketmaster/real-implementation'],
  ['ticketmaster/tech-a/compare.ts', 'family', 'ticketmaster/tech-a'],
  ['ticketmaster/tech-a/contract/line.ts', 'part', 'ticketmaster/tech-a/contract'],
  ['ticketmaster/tech-a/kafka/user-app/server.ts', 'lesson', 'ticketmaster/tech-a/kafka'],
  [
    'ticketmaster/tech-locking-and-transactions/durable-execution/deep/sale.ts',
    'composition',
    'ticketmaster/tech-locking-and-transactions/durable-execution',
  ],
])('%s belongs to %s', (path, kind, home) => expect(placeOf(path)).toMatchObject({ kind, home }));

it('gives no place to a file directly in ticketmaster/', () => {
  expect(placeOf('ticketmaster/stray.ts')).toBeUndefined();
});

it('counts as subproject what holds code, and a part of a family only when it can be run', () => {
  const checkout = checkoutOf({
    'ticketmaster/README.md': '',
    'ticketmaster/common/http.ts': '',
    'ticketmaster/simplest/package.json': '',
    'ticketmaster/tech-a/compare.ts': '',
    'ticketmaster/tech-a/charts/joins.svg': '',
    'ticketmaster/tech-a/contract/line.ts': '',
    'ticketmaster/tech-a/kafka/line.ts': '',
    'ticketmaster/tech-b/provider/server.ts': '',
    'ticketmaster/tech-b/provider/run.sh': '',
  });
  expect(subprojectsOf(checkout).toSorted()).toEqual([
    'ticketmaster/simplest',
    'ticketmaster/tech-a/kafka',
    'ticketmaster/tech-b/provider',
  ]);
  expect(familiesOf(checkout)).toEqual(['ticketmaster/tech-a', 'ticketmaster/tech-b']);
});
