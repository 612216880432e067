import type { Diary } from '@ticketmaster/notifications/diary';
import { hearInto } from '@ticketmaster/notifications/user-app';

type Told = Parameters<Diary['hear']>[0];

/** Remembers a message and has its effect, in some order. `between` is where the experiments crash. */
export type Hear = (diary: Diary, told: Told, between: () => void) => void;

/**
 * Two of these orders are wrong, and are here to be seen so:
 *
 *   together  in one transaction; a crash comes before both or after both
 *   early     marked as done, and then done: after a crash in between it counts as done for ever, and never was
 *   late      done, and then marked as done: after a crash in between it is done again
 */
export const orders = {
  together(diary, told, between) {
    hearInto(diary, told);
    between(); // there is no between, so a crash comes before the answer at the earliest
  },

  early(diary, told, between) {
    const first = diary.mark(told);
    if (!first) return;
    between();
    diary.enter(told);
  },

  late(diary, told, between) {
    if (!diary.isMarked(told.notificationId)) {
      diary.enter(told);
      between();
    }
    diary.mark(told);
  },
} satisfies Record<string, Hear>;
