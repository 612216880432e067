import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import type { Request } from 'express';

/**
 * Lets those pass who are inside at this instant, by an admission of their own session; all where the room is off. Answers since when they are
 * inside; undefined where the room is off. `stolen` hears of who came with another's.
 */
export function admissionCheck(
  rooms: Pick<WaitingRooms, 'admissionBy'>,
  isOn: (eventId: string) => Promise<boolean>,
  stolen: (eventId: string, userId: string) => void = () => {},
) {
  return async (request: Request, eventId: string, userId: string): Promise<Date | undefined> => {
    if (!(await isOn(eventId))) return undefined;
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
  };
}

export type AdmissionCheck = ReturnType<typeof admissionCheck>;
