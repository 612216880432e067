import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { importsGoDown } from './floors.ts';

const exportsAll = (name: string) => `{"name":"@ticketmaster/${name}","exports":{"./*":"./*.ts"}}`;
const house = {
  'ticketmaster/common/package.json': exportsAll('common'),
  'ticketmaster/common/http.ts': '',
  'ticketmaster/common/env.ts': '',
  'ticketmaster/postgres/database.ts': '',
  'ticketmaster/redis/connect.ts': '',
  'ticketmaster/testing/wait.ts': '',
  'ticketmaster/payments/provider.ts': '',
  'ticketmaster/simple/app.ts': '',
  'ticketmaster/real/package.json': exportsAll('real'),
  'ticketmaster/real/orders/order.ts': '',
  'ticketmaster/real/seats.ts': '',
  'ticketmaster/tech-line/compare.ts': '',
  'ticketmaster/tech-line/contract/package.json': exportsAll('line'),
  'ticketmaster/tech-line/contract/line.ts': '',
  'ticketmaster/tech-line/ledger/numbers.ts': '',
  'ticketmaster/tech-line/store/seats.ts': '',
  'ticketmaster/tech-line/kafka/line.ts': '',
  'ticketmaster/tech-line/kafka/deep/below.ts': '',
  'ticketmaster/tech-line/redis/line.ts': '',
  'ticketmaster/tech-lock/compare.ts': '',
  'ticketmaster/tech-lock/contract/box-office.ts': '',
  'ticketmaster/tech-two-phase-payments/sale.ts': '',
  'ticketmaster/tech-locking-and-transactions/saga/steps.ts': '',
  'ticketmaster/tech-locking-and-transactions/durable-execution/sale.ts': '',
  'ticketmaster/tech-caching-hotkeys/lesson.ts': '',
  'scripts/check.ts': '',
  'vitest.config.ts': '',
};
const findings = (file: string, text: string) => importsGoDown(checkoutOf({ ...house, [file]: text }));

it.each([
  ['ticketmaster/common/http.ts', './env.ts'],
  ['ticketmaster/postgres/database.ts', '@ticketmaster/common/http'],
  ['ticketmaster/postgres/database.ts', '../testing/wait.ts'],
  ['ticketmaster/payments/provider.ts', '@ticketmaster/common/http'],
  ['ticketmaster/tech-line/contract/line.ts', '@ticketmaster/common/http'],
  ['ticketmaster/tech-line/ledger/numbers.ts', '../../redis/connect.ts'],
  ['ticketmaster/tech-line/kafka/line.ts', '../../payments/provider.ts'],
  ['ticketmaster/tech-line/store/seats.ts', '../../payments/provider.ts'],
  ['ticketmaster/tech-line/contract/line.ts', '../../payments/provider.ts'],
  ['ticketmaster/tech-line/ledger/numbers.ts', '@ticketmaster/line/line'],
  ['ticketmaster/tech-line/kafka/line.ts', '@ticketmaster/line/line'],
  ['ticketmaster/tech-line/kafka/line.ts', '../ledger/numbers.ts'],
  ['ticketmaster/tech-line/kafka/line.ts', '../store/seats.ts'],
  ['ticketmaster/tech-line/kafka/line.ts', './deep/below.ts'],
  ['ticketmaster/tech-line/compare.ts', './kafka/line.ts'],
  ['ticketmaster/real/seats.ts', '../tech-line/redis/line.ts'],
  ['ticketmaster/real/seats.ts', '../tech-lock/contract/box-office.ts'],
  ['ticketmaster/real/orders/order.ts', '../seats.ts'],
  ['ticketmaster/real/seats.ts', '../tech-two-phase-payments/sale.ts'],
  ['ticketmaster/tech-locking-and-transactions/durable-execution/sale.ts', '../saga/steps.ts'],
  ['ticketmaster/tech-locking-and-transactions/durable-execution/sale.ts', '../../tech-two-phase-payments/sale.ts'],
  ['scripts/check.ts', '../ticketmaster/tech-line/compare.ts'],
  ['vitest.config.ts', './scripts/check.ts'],
  ['ticketmaster/tech-line/kafka/line.ts', 'kafkajs'],
])('lets %s import %s', (file, specifier) => {
  expect(findings(file, `import { a } from '${specifier}';`)).toEqual([]);
});

it.each([
  ['ticketmaster/common/http.ts', '@ticketmaster/line/line', 'may not stand on a part'],
  ['ticketmaster/tech-two-phase-payments/sale.ts', '../real/seats.ts', 'may not stand on a composition'],
  [
    'ticketmaster/tech-two-phase-payments/sale.ts',
    '../tech-caching-hotkeys/lesson.ts',
    'may not stand on a composition',
  ],
  ['ticketmaster/real/seats.ts', '../simple/app.ts', 'may not stand on a composition'],
  ['ticketmaster/common/http.ts', '../postgres/database.ts', 'may not stand on a ground'],
  ['ticketmaster/postgres/database.ts', '../redis/connect.ts', 'may not stand on a ground'],
  ['ticketmaster/postgres/database.ts', '../payments/provider.ts', 'may not stand on a part'],
  ['ticketmaster/payments/provider.ts', '../tech-line/kafka/line.ts', 'may not stand on a lesson'],
  ['ticketmaster/payments/provider.ts', '../tech-line/store/seats.ts', 'may not stand on a part'],
  ['ticketmaster/tech-line/contract/line.ts', '../ledger/numbers.ts', 'may not stand on a part'],
  ['ticketmaster/tech-line/contract/line.ts', '../kafka/line.ts', 'may not stand on a lesson'],
  ['ticketmaster/tech-line/ledger/numbers.ts', '../../tech-lock/contract/box-office.ts', 'may not stand on a part'],
  ['ticketmaster/tech-line/kafka/line.ts', '../redis/line.ts', 'may not stand on a lesson'],
  ['ticketmaster/tech-line/kafka/line.ts', '../../tech-lock/contract/box-office.ts', 'tech-lock is another family'],
  ['ticketmaster/tech-line/kafka/line.ts', '../compare.ts', 'may not stand on a family'],
  ['ticketmaster/tech-line/compare.ts', '../tech-lock/contract/box-office.ts', 'tech-lock is another family'],
  ['ticketmaster/simple/app.ts', '@ticketmaster/real/seats', 'may not stand on a composition'],
  ['ticketmaster/simple/app.ts', '../tech-line/compare.ts', 'may not stand on a family'],
  ['ticketmaster/simple/app.ts', '../../scripts/check.ts', 'may not stand on a scripts'],
  ['ticketmaster/simple/app.ts', '@ticketmaster/common/nowhere', 'there is no such file'],
  ['ticketmaster/simple/app.ts', './nowhere.ts', 'there is no such file'],
])('does not let %s import %s', (file, specifier, reason) => {
  for (const text of [
    `import { a } from '${specifier}'`,
    `import '${specifier}'`,
    `import('${specifier}')`,
    `export * from '${specifier}'`,
  ]) {
    const [finding, ...others] = findings(file, `// one\n${text};`);
    expect(finding).toEqual({ file, line: 2, message: expect.stringContaining(`${specifier}: `) });
    expect(finding?.message).toContain(reason);
    expect(others).toEqual([]);
  }
});

it('does not let an import hide what it imports', () => {
  const dodge = 'const name = "./x.ts";\nawait import(name);';
  expect(findings('ticketmaster/simple/app.ts', dodge)).toMatchObject([{ line: 2 }]);
  expect(findings('scripts/check.ts', dodge)).toEqual([]);
});

it('gives no floor to a file directly in ticketmaster/', () => {
  expect(findings('ticketmaster/stray.ts', '')).toMatchObject([{ file: 'ticketmaster/stray.ts' }]);
});
