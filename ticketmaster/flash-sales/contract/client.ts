import * as http from 'node:http';
import * as https from 'node:https';

export interface Answer {
  /** 0 where there was none. */
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by who knows what to expect
  body: any;
  headers: Record<string, string | string[] | undefined>;
  /** From sending to the last byte. */
  ms: number;
}

export interface ClientParts {
  /** Of a server that speaks https: the only certificate that is trusted. */
  cert?: string;
  operatorToken?: string;
  /** How long an answer is waited for. */
  withinMs?: number;
  /** At most so many at a time; others wait for one of them. */
  connections?: number;
}

export type Client = ReturnType<typeof clientOf>;

/** Speaks JSON to a server, over connections that are kept. Never rejects. */
export function clientOf(url: string, { cert, operatorToken = '', withinMs = 5_000, connections }: ClientParts = {}) {
  const { Agent, request } = url.startsWith('https:') ? https : http;
  const agent = new Agent({
    keepAlive: true,
    ...(connections && { maxSockets: connections }),
    ...(cert && { ca: cert }),
  });

  function call(method: string, path: string, sent?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const started = performance.now();
    const text = sent === undefined ? undefined : JSON.stringify(sent);
    const all = { ...(text && { 'content-type': 'application/json' }), ...headers };
    return new Promise(resolve => {
      const end = (status: number, body: unknown, got: Answer['headers']) =>
        resolve({ status, body, headers: got, ms: performance.now() - started });
      const sending = request(`${url}${path}`, { method, agent, headers: all, timeout: withinMs }, response => {
        let told = '';
        response.setEncoding('utf8').on('data', chunk => (told += chunk));
        response.on('error', () => end(0, {}, {}));
        response.on('end', () => end(response.statusCode!, parsed(told), response.headers));
      });
      sending.on('timeout', () => sending.destroy(new Error('no answer')));
      sending.on('error', error => end(0, { detail: error.message }, {}));
      sending.end(text);
    });
  }

  const operator = { authorization: `Bearer ${operatorToken}` };
  return {
    call,
    asOperator: (method: string, path: string, sent?: unknown) => call(method, path, sent, operator),
    close: () => agent.destroy(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
