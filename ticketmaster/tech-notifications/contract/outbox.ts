import type { Attempt, Delivery, Notification } from './notification.ts';

/**
 * What visitors are to hear, of any type, and what became of it on each channel: two channels that serve one outbox do not see each other.
 * Messages are appended in the transaction of whoever has something to say, so `append` is the implementation's.
 */
export interface Outbox {
  /** What a visitor is to hear after `seq`, oldest first: all but what has expired by `now`. */
  after(visitorId: string, seq: number, now: number, limit: number): Promise<Notification[]>;
  /** Writes down what came of telling on this channel. What was DELIVERED stays so. */
  record(channel: string, attempts: readonly Attempt[]): Promise<void>;
  /** The newest `limit` as they stand on this channel, oldest of them first. */
  deliveries(channel: string, visitorId: string, now: number, limit: number): Promise<Delivery[]>;
}
