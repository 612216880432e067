import type { Router } from 'express';
import type { Notification } from './notification.ts';

/**
 * How a notification gets from the outbox to the visitor's app: the only thing a technology has to supply, with the app's own half of it
 * (`Subscriber` in user-app.ts).
 *
 * Promises, each checked by promises.ts:
 *   delivers         a visitor hears what was appended for them, of any type, and nothing else
 *   private          nobody hears, or may ask for, what is another visitor's
 *   catchesUp        an app that was away hears everything it missed, in order
 *   onceInEffect     what comes twice on the wire has one effect in the app
 *   survivesRestart  what was committed is told, though the server died before it sent anything
 *   refusesForgery   the app believes nobody but the server, and the server no app but the visitor's own
 *   expiresQuietly   what has expired is not told
 */
export interface Channel {
  /** Under which the outbox keeps what became of each notification. */
  name: string;
  /** Of the channel alone; pages and demos are mounted beside them. */
  routes: Router;
  /**
   * These were committed: tell their visitors now. Never throws and is not waited for; whoever dies in it has lost nothing, because a
   * channel also looks into the outbox by itself.
   */
  notify(appended: readonly Notification[]): void;
  /** Resolves while what it tells through answers. */
  ready(): Promise<unknown>;
  /** Lets go of everybody who listens, and resolves when nothing is in flight. */
  close(): Promise<void>;
}
