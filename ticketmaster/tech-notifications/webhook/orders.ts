import type { DedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { hearInto } from '@ticketmaster/notifications/user-app';

type Incoming = Parameters<DedupeStore['hear']>[0];

/** Remembers a message and has its effect, in some order. `between` is where the experiments crash. */
export type Hear = (store: DedupeStore, incoming: Incoming, between: () => void) => void;

/**
 * Two of these orders are wrong, and are here to be seen so:
 *
 *   together  in one transaction; a crash comes before both or after both
 *   early     marked as done, and then done: after a crash in between it counts as done for ever, and never was
 *   late      done, and then marked as done: after a crash in between it is done again
 */
export const orders = {
  together(store, incoming, between) {
    hearInto(store, incoming);
    between(); // there is no between, so a crash comes before the answer at the earliest
  },

  early(store, incoming, between) {
    const first = store.mark(incoming);
    if (!first) return;
    between();
    store.enter(incoming);
  },

  late(store, incoming, between) {
    if (!store.isMarked(incoming.notificationId)) {
      store.enter(incoming);
      between();
    }
    store.mark(incoming);
  },
} satisfies Record<string, Hear>;
