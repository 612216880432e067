/** The format text/event-stream, https://html.spec.whatwg.org/multipage/server-sent-events.html: as the server writes it, and the app reads it. */

/** Whoever heard this asks, after a break, for what came after `id`. JSON has no line breaks of its own, so one line of data is enough. */
export const asEvent = (id: number, event: string, data: unknown): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** How long the client is to wait, in milliseconds, before it comes back. */
export const asRetry = (ms: number): string => `retry: ${ms}\n\n`;

/** A comment: the client reads past it, and both sides see that the connection lives. */
export const HEARTBEAT = ':\n\n';

export interface StreamEvent {
  /** 'message' where the stream names none. */
  event: string;
  data: string;
  /** The last id that the stream has named, in this event or before it; '' for none. */
  lastEventId: string;
}

export interface StreamReader {
  event(event: StreamEvent): void;
  retry(ms: number): void;
}

const LONGEST = 1_000_000;

/**
 * Reads a stream piece by piece, wherever the pieces were cut; `setEncoding('utf8')` has put split characters together before. What
 * is not whole when the stream ends was never there. Throws for an event of more than a million characters.
 */
export function readStream({ event: onEvent, retry }: StreamReader): (piece: string) => void {
  let begun = false;
  let afterReturn = false; // a line feed that comes next belongs to it
  let rest = ''; // of a line whose end has not come
  let event = '';
  let lastEventId = '';
  let data: string[] = [];
  let length = 0;

  function dispatch(): void {
    if (data.length) onEvent({ event: event || 'message', data: data.join('\n'), lastEventId });
    event = '';
    data = [];
    length = 0;
  }

  function read(line: string): void {
    const [, field, value = ''] = line.match(/^([^:]*)(?:: ?(.*))?$/s)!;
    if (line === '') dispatch();
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) lastEventId = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) retry(Number(value));
    // A comment is a field without a name. It and what else is not known are read past.
  }

  return piece => {
    if (piece === '') return;
    if (!begun && piece.startsWith('\uFEFF')) piece = piece.slice(1);
    begun = true;
    if (afterReturn && piece.startsWith('\n')) piece = piece.slice(1);
    afterReturn = piece.endsWith('\r') || (afterReturn && piece === '');
    const lines = (rest + piece).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    length += piece.length;
    if (length > LONGEST) throw new Error(`an event of more than ${LONGEST} characters`);
    for (const line of lines) read(line);
  };
}
