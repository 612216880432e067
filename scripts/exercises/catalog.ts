import type { Exercise } from './exercise.ts';
import { batchJobs } from './of/batch-jobs.ts';
import { batchPipeline } from './of/batch-pipeline.ts';
import { caching } from './of/caching.ts';
import { engines } from './of/engines.ts';
import { flashSales } from './of/flash-sales.ts';
import { locking } from './of/locking.ts';
import { notifications } from './of/notifications.ts';
import { notificationsInbox } from './of/notifications-inbox.ts';
import { notificationsStreams } from './of/notifications-streams.ts';
import { payments } from './of/payments.ts';
import { provider } from './of/provider.ts';
import { real } from './of/real.ts';
import { shardedAndCached } from './of/sharded-and-cached.ts';
import { simplest } from './of/simplest.ts';
import { tiers } from './of/tiers.ts';
import { tiersGaps } from './of/tiers-gaps.ts';
import { transactions } from './of/transactions.ts';
import { waitingRoom } from './of/waiting-room.ts';
import { waitingRoomBrokers } from './of/waiting-room-brokers.ts';
import { waitingRoomLedger } from './of/waiting-room-ledger.ts';
import { waitingRoomSqs } from './of/waiting-room-sqs.ts';

/** All exercises, in the order of the learning path. */
export const catalog = (): Exercise[] => [
  ...simplest,
  ...locking,
  ...transactions,
  ...engines,
  ...waitingRoom,
  ...waitingRoomLedger,
  ...waitingRoomBrokers,
  ...waitingRoomSqs,
  ...notifications,
  ...notificationsInbox,
  ...notificationsStreams,
  ...caching,
  ...tiers,
  ...tiersGaps,
  ...payments,
  ...provider,
  ...flashSales,
  ...shardedAndCached,
  ...batchPipeline,
  ...batchJobs,
  ...real,
];
