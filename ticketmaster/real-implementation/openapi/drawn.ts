/** One request, as it is sent. */
export interface Drawn {
  /** As the document calls it: `POST /api/events/{eventId}/orders`. */
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** What is not as the document wants it. */
  wrong: string[];
  /** The document forbids it: an answer 2xx is a mistake. */
  forbidden: boolean;
}

/** Something is wrong with a request. */
export function say(drawn: Drawn, what: string, forbidden = false): void {
  drawn.wrong.push(what);
  drawn.forbidden ||= forbidden;
}
