import { Agent, request } from 'node:https';

export interface Answer {
  /** 0 where there was none. */
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by who knows what to expect
  body: any;
  headers: Record<string, string | string[] | undefined>;
  /** From sending to the last byte. */
  ms: number;
}

export type Client = ReturnType<typeof clientOf>;

/** Speaks https to a server whose certificate is the only one it trusts. Never rejects. */
export function clientOf(url: string, cert: string, operatorToken = '', withinMs = 5_000) {
  const agent = new Agent({ keepAlive: true, maxSockets: 128, ca: cert });

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
    view: (productId: string) => call('GET', `/api/products/${productId}`),
    purchase: (productId: string, userId: string, key: string, qty = 1) =>
      call('POST', '/api/purchase', { productId, userId, qty }, { 'idempotency-key': key }),
    putOnSale: (productId: string, units: number) =>
      call('PUT', `/api/products/${productId}`, { units, priceCents: 0 }, operator),
    audit: (productId: string) => call('GET', `/api/products/${productId}/audit`, undefined, operator),
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
