import type { Channel } from './channel.ts';
import type { Notification } from './notification.ts';
import type { Admit, Outbox, Place } from './outbox.ts';

/** A gate to play with, the same for every channel: it commits first, and tells then. */
export interface Gate {
  join(eventId: string, visitorId: string, key: string): Promise<Place | 'WRONG_KEY'>;
  /** `seconds`: how long the admission holds. */
  admit(admit: Pick<Admit, 'eventId' | 'count' | 'key'>, seconds: number): Promise<Notification[] | 'KEY_REUSED'>;
}

export interface GateOptions {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Called between the commit and the telling: where the experiments kill the server. */
  committed?: () => void;
}

export function gateOf(outbox: Outbox, channel: Channel, options: GateOptions = {}): Gate {
  const { now = Date.now, committed = () => {} } = options;
  return {
    join: outbox.join,

    async admit(admit, seconds) {
      const at = now();
      const done = await outbox.admit({ ...admit, now: at, expiresAt: at + seconds * 1_000 });
      if (done === 'KEY_REUSED') return done;
      if (!done.again) {
        committed();
        channel.notify(done.admitted);
      }
      return done.admitted;
    },
  };
}
