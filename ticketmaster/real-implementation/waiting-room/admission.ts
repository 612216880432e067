import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import type { Request } from 'express';
import type { FailOpen, Wanted } from './fail-open.ts';

export interface AdmissionParts {
  rooms: Pick<WaitingRooms, 'admissionBy'>;
  isOn: (eventId: string) => Promise<boolean>;
  /** Hears of who came with another's. */
  stolen: (eventId: string, userId: string) => void;
  /** What stands in for an admission while nobody can be asked (fail-open.ts). */
  lost: Pick<FailOpen, 'admits'>;
}

/**
 * Lets those pass who are inside at this instant, by an admission of their own session; all where the room is off. Answers since when they are
 * inside; undefined where the room is off, or is lost and fails open.
 */
export function admissionCheck({ rooms, isOn, stolen, lost }: AdmissionParts) {
  async function inside(request: Request, { eventId, userId }: Wanted): Promise<Date> {
    const token = bearer(request);
    if (!token)
      throw new Problem(
        401,
        'admission-required',
        `${eventId} has a waiting room: send your admission as Authorization: Bearer`,
      );
    const admission = await rooms.admissionBy(eventId, token);
    if (admission?.visitorId === userId) return new Date(admission.admittedAt);
    if (admission) stolen(eventId, userId);
    throw new Problem(
      403,
      'not-admitted',
      `this admission does not let you in to ${eventId}: another's, not ours, or over`,
    );
  }
  return async (request: Request, wanted: Wanted): Promise<Date | undefined> =>
    (await isOn(wanted.eventId)) ? lost.admits(wanted, () => inside(request, wanted)) : undefined;
}

export type AdmissionCheck = ReturnType<typeof admissionCheck>;
