import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openSaga } from './open.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };

describeWay('a saga', { open: openSaga(urls), way: 'saga', stallMs: 300 });

const leftHeld = 'the seats of a declined card stay held';
describeWay(
  'a saga',
  { open: openSaga(urls), way: 'no-compensation', stallMs: 300 },
  { paidIffSold: leftHeld, sameAnswer: leftHeld, noDeadlock: leftHeld },
);
