import type { Receivers } from './webhooks.ts';

export interface InFlight {
  /** So many to all receivers that are well together, and as many to all that ail. */
  together: number;
  toOne: number;
  /** Who has not answered by then ails. */
  slowMs: number;
}

export interface Slot {
  /** The receiver is done, and did as it should or not. */
  answered(well: boolean): void;
  giveBack(): void;
}

/**
 * How much may be in flight. A receiver ails when its last answer was none, or a bad one, or slow; from the moment that it is slow, what it
 * holds counts among the ailing. So one that hangs fills its own share, many that hang fill what the ailing may have, and those that are
 * well wait for none of them.
 */
export interface Slots {
  receivers: Receivers;
  free(ailing: boolean): number;
  hasRoomFor(origin: string): boolean;
  take(origin: string): Slot;
}

const MOST_REMEMBERED = 10_000;

/** `freed` is called when there may be room again. */
export function slots({ together, toOne, slowMs }: InFlight, freed = () => {}): Slots {
  const inFlight = new Map<string, number>();
  const ailing = new Set<string>();
  const held = (origin: string) => inFlight.get(origin) ?? 0;
  const ails = (origin: string) => {
    ailing.add(origin);
    if (ailing.size > MOST_REMEMBERED) ailing.delete(ailing.values().next().value!);
  };
  const free = (ofAiling: boolean) => {
    let rest = together;
    for (const [origin, count] of inFlight) if (ailing.has(origin) === ofAiling) rest -= count;
    return rest;
  };

  return {
    receivers: { most: toOne, inFlight, ailing },
    free,
    hasRoomFor: origin => free(ailing.has(origin)) > 0 && held(origin) < toOne,

    take(origin) {
      inFlight.set(origin, held(origin) + 1);
      let slow = false;
      const timer = setTimeout(() => {
        slow = true;
        ails(origin);
        freed();
      }, slowMs);
      return {
        answered(well) {
          clearTimeout(timer);
          if (well && !slow) ailing.delete(origin);
          else ails(origin);
        },
        giveBack() {
          clearTimeout(timer);
          if (held(origin) === 1) inFlight.delete(origin);
          else inFlight.set(origin, held(origin) - 1);
          freed();
        },
      };
    },
  };
}
