import type { Channel } from './channel.ts';
import type { Notification } from './notification.ts';
import type { Admit, Place, Queue } from './queue.ts';

/** A gate to play with, the same for every channel: it commits first, and notifies then. */
export interface Gate {
  join(eventId: string, visitorId: string, key: string): Promise<Place | 'WRONG_KEY'>;
  /** `seconds`: how long the admission holds. */
  admit(admit: Pick<Admit, 'eventId' | 'count' | 'key'>, seconds: number): Promise<Notification[] | 'KEY_REUSED'>;
}

export interface GateOptions {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Called between the commit and the notifying: where the experiments kill the server. */
  committed?: () => void;
  /** Makes the token of one admission. */
  sign?: (visitorId: string, eventId: string, expiresAt: number) => Promise<string>;
}

export function gateOf(queue: Queue, channel: Pick<Channel, 'notify'>, options: GateOptions = {}): Gate {
  const { now = Date.now, committed = () => {}, sign = async () => 'no-token' } = options;
  return {
    join: queue.join,

    /** @sends waiting-room.admitted */
    async admit(admit, seconds) {
      const at = now();
      const expiresAt = at + seconds * 1_000;
      const dataFor = async (visitorId: string) => ({
        admissionToken: await sign(visitorId, admit.eventId, expiresAt),
      });
      const done = await queue.admit({ ...admit, now: at, expiresAt, dataFor });
      if (done === 'KEY_REUSED') return done;
      if (!done.again) {
        committed();
        channel.notify(done.admitted);
      }
      return done.admitted;
    },
  };
}
