import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openTwoPhase } from './open.ts';

const open = openTwoPhase(
  { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') },
  'locking_two_phase_commit_ways',
);

describeWay('two PostgreSQL', { open, way: 'two-phase-commit', stallMs: 300 });

describeWay(
  'two PostgreSQL',
  { open, way: 'no-log', stallMs: 300 },
  { survivesCrash: 'a crash between the two commits leaves money that was taken, and nobody who remembers for what' },
);
