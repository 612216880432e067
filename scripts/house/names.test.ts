import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { commonKnowsNoTickets, namesSayWhatTheyAre } from './names.ts';

it.each(['seat-manager.ts', 'SeatService.ts', 'helpers.ts', 'string-utils.test.ts', 'util.sql'])(
  'finds the file name %s vague',
  name => {
    expect(namesSayWhatTheyAre(checkoutOf({ [`ticketmaster/simple/${name}`]: '' }))).toHaveLength(1);
    expect(namesSayWhatTheyAre(checkoutOf({ [`scripts/${name}`]: '' }))).toEqual([]);
  },
);

it.each(['services.md', 'utilisation.ts', 'self-service-line.ts'])(
  'finds nothing wrong with the file name %s',
  name => {
    expect(namesSayWhatTheyAre(checkoutOf({ [`ticketmaster/simple/${name}`]: '' }))).toEqual([]);
  },
);

it.each([
  'export const seatHelper = 1;',
  'export async function openService() {}',
  'export class LineManager {}',
  'export default class LineManager {}',
  'export interface GateUtils {}',
  'export type Helpers = 1;',
  'export { gate, line as lineUtil };',
  'export function* utils() {}',
])('finds the export vague in: %s', text => {
  const [finding] = namesSayWhatTheyAre(checkoutOf({ 'ticketmaster/simple/a.ts': `// one\n${text}` }));
  expect(finding).toMatchObject({ line: 2, message: expect.stringContaining('a name that says nothing') });
});

it.each([
  'const seatHelper = 1;',
  'export const serviceFee = 1;',
  '// export const helper = 1;',
  `const text = 'export const helper';`,
  'export { helper as gate };',
])('finds nothing vague in: %s', text => {
  expect(namesSayWhatTheyAre(checkoutOf({ 'ticketmaster/simple/a.ts': text }))).toEqual([]);
});

const inCommon = (text: string) => commonKnowsNoTickets(checkoutOf({ 'ticketmaster/common/a.ts': text }));

it.each([
  'bookSeat()',
  'const seats = 1',
  `'SEAT_TAKEN'`,
  'type VisitorId = 1',
  '// the waiting room',
  'ticketId',
  '/api/venues',
])('finds that common speaks of tickets in: %s', text => {
  expect(inCommon(`one\n${text}`)).toMatchObject([{ line: 2 }]);
});

it.each([`import '@ticketmaster/common/env'`, 'awaiting', 'nauseating', 'ticketing', 'seated', 'avenue'])(
  'finds no word of the domain in: %s',
  text => expect(inCommon(text)).toEqual([]),
);

it('lets the tests of common, and all others, speak of tickets', () => {
  const others = { 'ticketmaster/common/a.test.ts': 'seat', 'ticketmaster/simple/a.ts': 'seat' };
  expect(commonKnowsNoTickets(checkoutOf(others))).toEqual([]);
});
