import { Agent, request } from 'node:http';
import type { Drawn } from './drawn.ts';

export interface Reply {
  status: number;
  type: string;
  /** Of a stream only that it began. */
  text: string;
}

/** One connection that is kept: what a server leaves unfinished on it holds up the next request. */
export const oneConnection = () => new Agent({ keepAlive: true, maxSockets: 1 });

const MOST_BYTES = 10_000_000;

/**
 * Sends a request, and reads its answer: of a stream (text/event-stream) its head, and then it is left. Resolves with a sentence where there
 * was no whole answer within `withinMs`. Once more where a connection that was kept turns out to be closed.
 */
export function ask(url: string, drawn: Drawn, agent: Agent, withinMs: number): Promise<Reply | string> {
  const { hostname, port } = new URL(url);
  const { method, path, headers, body = '' } = drawn;
  const length =
    Buffer.byteLength(body) || method === 'POST' || method === 'PUT'
      ? { 'content-length': Buffer.byteLength(body) }
      : {};
  return new Promise(resolve => {
    const sending = request({ hostname, port, method, path, headers: { ...headers, ...length }, agent }, answer => {
      const { statusCode: status = 0 } = answer;
      const type = (answer.headers['content-type'] ?? '').split(';')[0]!.trim();
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = (text: string) => done({ status, type, text });
      if (type === 'text/event-stream' && method !== 'HEAD') {
        end('');
        sending.destroy();
        return;
      }
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MOST_BYTES) sending.destroy(new Error('an answer without end'));
      });
      answer.on('error', error => done(error.message));
      answer.on('end', () => end(Buffer.concat(chunks).toString()));
    });
    const timer = setTimeout(() => {
      done(`no answer in ${withinMs} ms`);
      sending.destroy();
    }, withinMs);
    function done(reply: Reply | string): void {
      clearTimeout(timer);
      resolve(reply);
    }
    sending.on('error', (error: NodeJS.ErrnoException) => {
      const stale = sending.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (!stale) return done(error.message);
      clearTimeout(timer);
      resolve(ask(url, drawn, agent, withinMs));
    });
    sending.end(body);
  });
}
