// Somebody whom events are told: keeps what came as it came, and answers as the test says.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { freePort } from '@ticketmaster/testing/processes';
import type { Shown } from './provider.fixture.ts';

export interface Told {
  at: number;
  signature: string;
  raw: string;
  event: Shown & { type: string; data: { object: Shown } };
}

/** Another one may be at the `port` of one that was closed. */
export async function openReceiver(port?: number) {
  const told: Told[] = [];
  let status = 200;
  async function keep(request: IncomingMessage): Promise<void> {
    const raw = await text(request);
    const signature = String(request.headers['stripe-signature']);
    told.push({ at: Date.now(), signature, raw, event: JSON.parse(raw) as Told['event'] });
  }
  const server = createServer((request, response) => {
    void keep(request).finally(() => response.writeHead(status).end());
  });
  const taken = port ?? (await freePort());
  server.listen(taken, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ told, port: taken, url: `http://127.0.0.1:${taken}/hook` },
    answer(next: number) {
      status = next;
    },
    types: () => told.map(({ event }) => event.type),
    of: (id: string) => told.filter(({ event }) => event.data.object.id === id),
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** Stripe's rule: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`, not older than five minutes. */
export function signedBy(secret: string, { signature, raw }: Told): boolean {
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (!t || !v1 || Math.abs(Date.now() / 1_000 - Number(t)) > 300) return false;
  const ours = createHmac('sha256', secret).update(`${t}.${raw}`).digest();
  return timingSafeEqual(ours, Buffer.from(v1, 'hex'));
}
