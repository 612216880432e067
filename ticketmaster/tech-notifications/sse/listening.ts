import { Agent, type IncomingMessage, request } from 'node:http';
import { Problem } from '@ticketmaster/common/problem';
import { readStream, type StreamEvent } from './event-stream.ts';

export interface Source {
  url: string;
  /** Asked anew for each connection: the key, and Last-Event-ID. */
  headers(): Record<string, string>;
  /** What throws in here ends the connection; the event comes again with the next one. */
  hear(event: StreamEvent): void;
  /** Without a byte for so long, heartbeats included, the connection is taken for dead. */
  silentMs: number;
  longestPauseMs: number;
}

export interface Listening {
  /** The first try is over. Rejects when the server refuses the key; one that does not answer is tried again. */
  begun: Promise<void>;
  /** Hears nothing from now on. */
  stop(): void;
}

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY }); // a stream keeps its socket for itself

/** Listens to a stream, over as many connections as it takes, until it is told to stop or the server will not have us. */
export function keepListening(source: Source): Listening {
  const begun = Promise.withResolvers<void>();
  let stopped = false;
  let retryMs = 1_000; // until the server says another
  let failures = 0;
  let pause: NodeJS.Timeout | undefined;
  let asking = connect();

  function connect() {
    let atLeastMs = 0;
    const made = request(source.url, { agent, headers: source.headers(), timeout: source.silentMs });
    made.on('timeout', () => made.destroy());
    made.on('error', () => {}); // 'close' follows
    made.on('response', response => {
      const { statusCode: status = 0, headers } = response;
      if (status === 200) return hear(response);
      if (status === 204 || status === 401 || status === 403) return refused(status);
      atLeastMs = Math.min(source.longestPauseMs, 1_000 * Number(headers['retry-after']) || 0);
      made.destroy();
    });
    made.on('close', () => {
      begun.resolve();
      if (stopped) return;
      const longest = Math.min(source.longestPauseMs, retryMs * 2 ** failures++);
      pause = setTimeout(reconnect, atLeastMs + Math.random() * longest); // full jitter: a crowd does not come back together
    });
    made.end();
    return made;
  }

  function reconnect(): void {
    asking = connect();
  }

  function hear(response: IncomingMessage): void {
    begun.resolve();
    failures = 0;
    const read = readStream({
      event: event => stopped || source.hear(event),
      retry: ms => {
        retryMs = ms;
      },
    });
    response.setEncoding('utf8').on('data', piece => {
      try {
        read(piece);
      } catch (error) {
        console.error(`A stream is asked for again: ${(error as Error).message}`);
        asking.destroy();
      }
    });
  }

  function refused(status: 204 | 401 | 403): void {
    const problem = new Problem(status, 'refused', `the server answers ${status} to this key`);
    console.error(`A stream has ended: ${problem.message}`);
    begun.reject(problem);
    stop();
  }

  function stop(): void {
    stopped = true;
    clearTimeout(pause);
    asking.destroy();
    begun.resolve();
  }
  return { begun: begun.promise, stop };
}
