import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type AddressGuard, AddressRefused } from './addresses.ts';
import { signed } from './signature.ts';

/** What came of one POST: an answer, or in words why there was none. */
export type Answer =
  | { kind: 'answered'; status: number; retryAfter: string | undefined; body: string }
  | { kind: 'failed' | 'address refused' | 'cut off'; why: string };

export interface Message {
  /** Goes into webhook-id, and is the same in every attempt. */
  id: string;
  url: string;
  secrets: readonly string[];
  body: string;
}

export interface Poster {
  /** Signs and sends, once. Never rejects, and never takes longer than the time-out. Follows no redirect. */
  post(message: Message): Promise<Answer>;
  /** Cuts off what is in flight. */
  close(): void;
}

const MOST_TO_READ = 4_096;

export function poster(guard: AddressGuard, timeoutMs: number, now: () => number): Poster {
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) };
  let closed = false;

  return {
    async post({ id, url, secrets, body: sent }) {
      const within = AbortSignal.timeout(timeoutMs); // for all of it: the name, the connection, the answer to its end
      try {
        const to = guard.checked(url);
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const sending = (to.protocol === 'https:' ? httpsRequest : httpRequest)(to, {
            method: 'POST',
            agent: agents[to.protocol as keyof typeof agents],
            lookup: guard.lookup,
            signal: within,
            headers: {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(sent),
              'user-agent': 'ticketing-lab-webhook/1',
              ...signed(secrets, id, sent, now()),
            },
          });
          sending.on('response', resolve).on('error', reject).end(sent);
          sending.on('close', () => reject(new Error('closed'))); // as after a 101, without any error
        });
        const { statusCode = 0, headers } = response;
        const body = await beginningOf(response);
        return { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'], body };
      } catch (error) {
        if (closed) return { kind: 'cut off', why: 'cut off, the server was stopped' };
        if (within.aborted) return { kind: 'failed', why: `no answer in ${timeoutMs} ms` };
        if (error instanceof AddressRefused) return { kind: 'address refused', why: `the address ${error.message}` };
        return { kind: 'failed', why: `no connection (${(error as NodeJS.ErrnoException).code ?? 'broken'})` };
      }
    },

    close() {
      closed = true;
      for (const agent of Object.values(agents)) agent.destroy(); // and with it the connections in use
    },
  };
}

/** Connections are kept for the next message, and let go after 10 s without one. */
const kept = { keepAlive: true, timeout: 10_000 };

/** A receiver may answer without end: more than a little is not read. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_TO_READ) break; // leaving the loop closes the connection
  }
  return text;
}
