import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { sagaBoxOffice } from './box-office.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };

describeWay('a saga', { open: sagaBoxOffice(urls), way: 'saga', stallMs: 300 });

const leftHeld = 'the seats of a declined card stay held';
describeWay(
  'a saga',
  { open: sagaBoxOffice(urls), way: 'no-compensation', stallMs: 300 },
  { paidIffSold: leftHeld, sameAnswer: leftHeld, noDeadlock: leftHeld },
);
