import type { z } from 'zod';

/** An answer that is not JSON. */
export interface Other {
  type: 'image/svg+xml' | 'text/event-stream' | 'text/plain';
  what: string;
}

/** One method of one path. Its schemas are those that the route validates with. */
export interface Operation {
  what: string;
  /** Who may: a session; one who is admitted, too, where the event has a waiting room; the operator. Left out: everybody. */
  who?: 'session' | 'admitted' | 'operator';
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  mayLackBody?: true;
  /** Of any type, and read as it is. */
  rawBody?: true;
  /** By status: JSON, another type, or a sentence: why it is refused, or that there is nothing in it. */
  answers: Record<number, z.ZodType | Other | string>;
}

export const image = (what: string): Other => ({ type: 'image/svg+xml', what });
export const stream = (what: string): Other => ({ type: 'text/event-stream', what });
export const noEvent = 'no such event';
export const ROOM = '/api/events/{eventId}/waiting-room';
