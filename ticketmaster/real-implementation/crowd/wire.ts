import { Agent, request } from 'node:http';

export interface Answer {
  /** 0: no whole answer came. */
  status: number;
  body: unknown;
  /** The cookies, where the answer gave any, as they are sent back. */
  cookie: string | undefined;
}

const agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: 'lifo' });
const none: Answer = { status: 0, body: {}, cookie: undefined };

/** One request. It never rejects: where no whole answer comes within `withinMs`, whatever the reason, its status is 0. */
export function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string | undefined,
  withinMs: number,
): Promise<Answer> {
  return new Promise(resolve => {
    const sending = request(url, { method, agent, headers, signal: AbortSignal.timeout(withinMs) }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', () => resolve(none));
      response.on('end', () => {
        const cookie = response.headers['set-cookie']?.map(one => one.split(';')[0]).join('; ');
        try {
          const text = Buffer.concat(chunks).toString() || '{}';
          resolve({ status: response.statusCode!, body: JSON.parse(text), cookie });
        } catch {
          resolve(none);
        }
      });
    });
    sending.on('error', () => resolve(none));
    sending.end(body);
  });
}
