import type { Receivers } from './webhooks.ts';

export interface InFlight {
  /** So many to all receivers that are well together, and as many to all that are unhealthy. */
  together: number;
  toOne: number;
  /** Who has not answered by then is unhealthy. */
  slowMs: number;
}

export interface Slot {
  /** The receiver is done, and did as it should or not. */
  answered(well: boolean): void;
  giveBack(): void;
}

/**
 * How much may be in flight. A receiver is unhealthy when its last answer was none, or a bad one, or slow; from the moment that it is slow, what it
 * holds counts among the unhealthy. So one that hangs fills its own share, many that hang fill what the unhealthy may have, and those that are
 * well wait for none of them.
 */
export interface Slots {
  receivers: Receivers;
  free(unhealthy: boolean): number;
  hasRoomFor(origin: string): boolean;
  take(origin: string): Slot;
}

const MOST_REMEMBERED = 10_000;

/** `freed` is called when there may be room again. */
export function slots({ together, toOne, slowMs }: InFlight, freed = () => {}): Slots {
  const inFlight = new Map<string, number>();
  const unhealthy = new Set<string>();
  const held = (origin: string) => inFlight.get(origin) ?? 0;
  const markUnhealthy = (origin: string) => {
    unhealthy.add(origin);
    if (unhealthy.size > MOST_REMEMBERED) unhealthy.delete(unhealthy.values().next().value!);
  };
  const free = (ofUnhealthy: boolean) => {
    let rest = together;
    for (const [origin, count] of inFlight) if (unhealthy.has(origin) === ofUnhealthy) rest -= count;
    return rest;
  };

  return {
    receivers: { most: toOne, inFlight, unhealthy },
    free,
    hasRoomFor: origin => free(unhealthy.has(origin)) > 0 && held(origin) < toOne,

    take(origin) {
      inFlight.set(origin, held(origin) + 1);
      let slow = false;
      const timer = setTimeout(() => {
        slow = true;
        markUnhealthy(origin);
        freed();
      }, slowMs);
      return {
        answered(well) {
          clearTimeout(timer);
          if (well && !slow) unhealthy.delete(origin);
          else markUnhealthy(origin);
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
