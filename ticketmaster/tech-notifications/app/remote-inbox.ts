import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Problem } from '@ticketmaster/common/problem';
import type { Notification } from '@ticketmaster/notifications/notification';

export interface Visitor {
  visitorId: string;
  key: string;
}

export interface Look {
  after: number;
  /** Whole seconds. */
  wait: number;
  /** Of the answer before; the same answer then comes without its body. */
  etag: string | undefined;
}

export interface Answer {
  /** None where nothing is new. */
  notifications: Notification[];
  etag: string | undefined;
  pollAfterMs: number;
}

/** The inbox as an app has it, on the other side of a network. Rejects with what the server said, or why it said nothing. */
export interface RemoteInbox {
  look(visitor: Visitor, look: Look, stop: AbortSignal): Promise<Answer>;
  acknowledge(visitor: Visitor, upTo: number, stop: AbortSignal): Promise<void>;
  close(): void;
}

/** What the server said, other than yes. */
export class Refused extends Problem {
  /** Milliseconds; 0 where it did not say. */
  readonly retryAfterMs: number;

  constructor(status: number, type: string, detail: string, retryAfterMs: number) {
    super(status, type, detail, { retryable: status >= 500 });
    this.retryAfterMs = retryAfterMs;
  }
}

const answersWithinMs = 8_000;

/** `answered` is told of each answer and the connection that it came by. Every long poll holds a connection, so there is no limit to them. */
export function remoteInbox(serverUrl: string, answered: (by: Socket) => void = () => {}): RemoteInbox {
  const agent = new Agent({ keepAlive: true });

  /** @problem any * What the server refuses, its app passes on as it came. */
  async function call(method: string, path: string, { key }: Visitor, more: Call): Promise<IncomingMessage & Said> {
    const { body, headers = {}, waitMs = 0, stop } = more;
    const sending = request(`${serverUrl}/api/visitors/${path}`, {
      ...{ method, agent, signal: stop, timeout: waitMs + answersWithinMs },
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    sending.on('error', () => {}); // told by what is awaited below
    sending.on('timeout', () => sending.destroy(new Error(`no answer within ${answersWithinMs} ms`)));
    sending.end(body);
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    const { socket } = response; // it goes back to the agent with the last byte
    const said = JSON.parse((await text(response)) || '{}');
    answered(socket);
    if (response.statusCode! < 400) return Object.assign(response, { said });
    const retryAfterMs = 1_000 * (Number(response.headers['retry-after']) || 0);
    throw new Refused(response.statusCode!, said.type, said.detail, retryAfterMs);
  }

  return {
    async look(visitor, { after, wait, etag }, stop) {
      const path = `${visitor.visitorId}/inbox?after=${after}&wait=${wait}`;
      const headers = etag ? { 'if-none-match': etag } : {};
      const { said, headers: answer } = await call('GET', path, visitor, { headers, waitMs: wait * 1_000, stop });
      return {
        notifications: (said.notifications ?? []) as Notification[],
        ...{ etag: answer.etag, pollAfterMs: Number(answer['poll-after-ms']) },
      };
    },

    async acknowledge(visitor, upTo, stop) {
      const body = JSON.stringify({ upTo });
      await call('POST', `${visitor.visitorId}/inbox/acknowledge`, visitor, { body, stop });
    },

    close: () => agent.destroy(),
  };
}

interface Call {
  body?: string;
  headers?: Record<string, string>;
  waitMs?: number;
  stop: AbortSignal;
}

interface Said {
  said: Record<string, unknown>;
}
