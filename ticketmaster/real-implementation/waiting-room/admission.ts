import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import type { Request } from 'express';

/** Lets those pass who are inside at this instant, by an admission of their own session; all where the room is off. */
export function admissionCheck(rooms: Pick<WaitingRooms, 'passes'>, isOn: (eventId: string) => Promise<boolean>) {
  return async (request: Request, eventId: string, userId: string): Promise<void> => {
    if (!(await isOn(eventId))) return;
    const token = bearer(request);
    if (!token)
      throw new Problem(
        401,
        'admission-required',
        `${eventId} has a waiting room: send your admission as Authorization: Bearer`,
      );
    const visitorId = await rooms.passes(eventId, token);
    if (visitorId !== userId)
      throw new Problem(
        403,
        'not-admitted',
        `this admission does not let you in to ${eventId}: another's, not ours, or over`,
      );
  };
}

export type AdmissionCheck = ReturnType<typeof admissionCheck>;
