import { Agent, request } from 'node:http';

export interface Reply {
  status: number;
  /** {} where there was none. */
  body: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'fifo' });

/**
 * Sends one request, for tests and comparisons: fetch costs several times as much. Resolves with status and JSON; rejects when there is
 * no whole answer within `withinMs`, or one that is no JSON. A GET is sent again where its kept-alive connection turns out to have been
 * closed in the meantime, as Node's manual advises (http, request.reusedSocket); such a connection is gone then, so that this ends.
 */
export function ask(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: string,
  withinMs = 8_000,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, agent, headers, timeout: withinMs }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString() || '{}';
        try {
          resolve({ status: response.statusCode!, body: JSON.parse(text) });
        } catch {
          reject(new Error('no JSON')); // thrown from here it would end the process
        }
      });
    });
    sending.on('timeout', () => {
      sending.destroy(Object.assign(new Error(`no answer in ${withinMs} ms`), { code: 'no answer' }));
    });
    sending.on('error', (error: NodeJS.ErrnoException) => {
      const stale = method === 'GET' && sending.reusedSocket && error.code === 'ECONNRESET';
      if (stale) resolve(ask(method, url, headers, body, withinMs));
      else reject(error);
    });
    sending.end(body);
  });
}
