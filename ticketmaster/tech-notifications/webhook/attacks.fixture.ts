import assert from 'node:assert/strict';
import { app, listen } from '@ticketmaster/common/http';
import { call } from '@ticketmaster/notifications/crowd';
import type { Delivery } from '@ticketmaster/notifications/notification';
import type { Visitor } from '@ticketmaster/notifications/promises';
import { ask } from '@ticketmaster/testing/client';
import express, { Router } from 'express';
import { newSecret, signed } from './signature.ts';

/** What an attacker may know of a visitor's app, and in `forge` the secrets as well: what is checked beside the signature must hold, too. */
export interface Target {
  serverUrl: string;
  appUrl: string;
  secrets: string[];
  /** How often anything came to the app and was believed. */
  times(): number;
}

export async function deliveriesOf(serverUrl: string, { visitorId, key }: Visitor): Promise<Delivery[]> {
  const { body } = await call('GET', `${serverUrl}/api/visitors/${visitorId}/deliveries`, key);
  return (body as { deliveries: Delivery[] }).deliveries;
}

export const replay = (serverUrl: string, { visitorId, key }: Visitor, notificationId: string) =>
  call('POST', `${serverUrl}/api/visitors/${visitorId}/deliveries/${notificationId}/replay`, key);

/** What mallory tries, who has joined herself: true for each that succeeded. */
export async function eavesdrop({ serverUrl, appUrl }: Target, ada: Visitor, mallory: Visitor, hers: Target) {
  const of = ({ visitorId }: Visitor) => `${serverUrl}/api/visitors/${visitorId}`;
  const { notificationId } = (await deliveriesOf(serverUrl, ada))[0]!;
  const ear = await anEar();
  const registers = (visitor: Visitor, base: string) =>
    putWebhook(of(visitor), mallory.key, `${base}/hooks/${mallory.visitorId}`, hers.secrets);
  const succeeds = async (made: Promise<{ status: number }>) => (await made).status < 300;

  assert.ok(await succeeds(registers(mallory, ear.url)), 'she may have hers sent wherever she likes');
  const tried = {
    'has what is for ada sent to herself': await succeeds(registers(ada, ear.url)),
    'has what is for her sent to ada': await succeeds(registers(mallory, appUrl)),
    'asks where ada is told': await succeeds(call('GET', `${of(ada)}/webhook`, mallory.key)),
    'ends what ada is told': await succeeds(call('DELETE', `${of(ada)}/webhook`, mallory.key)),
    "reads ada's deliveries": await succeeds(call('GET', `${of(ada)}/deliveries`, mallory.key)),
    "replays ada's as her own": await succeeds(replay(serverUrl, mallory, notificationId)),
    "replays ada's as ada": await succeeds(replay(serverUrl, { ...ada, key: mallory.key }, notificationId)),
    'hears of ada': ear.heard().includes(ada.visitorId),
  };
  await registers(mallory, hers.appUrl);
  await ear.close();
  return tried;
}

/** What one without a key tries: true for each that succeeded. */
export async function forge({ serverUrl, appUrl, secrets, times }: Target, { visitorId }: Visitor) {
  const now = Date.now();
  const [body, foreign] = [bodyFor(visitorId), bodyFor('somebody-else')];
  const by = (who: string[], text: string, at = now) => signed(who, JSON.parse(text).data.notificationId, text, at);
  const right = by(secrets, body);
  const believes = async (headers: Record<string, string>, sent = body) => {
    const before = times();
    const { status } = await ask('POST', `${appUrl}/hooks/${visitorId}`, headers, sent);
    return status < 300 || times() !== before;
  };
  const registers = async (key: string) => {
    const made = putWebhook(`${serverUrl}/api/visitors/${visitorId}`, key, `${appUrl}/hooks/${visitorId}`, secrets);
    return (await made).status < 300;
  };
  return {
    'sends no headers': await believes({}),
    'signs nothing': await believes({ ...right, 'webhook-signature': '' }),
    'signs with nothing': await believes({ ...right, 'webhook-signature': 'v1,' }),
    'signs with a secret of their own': await believes(by([newSecret()], body)),
    'changes the body': await believes(right, body.replace('forged', 'forgot')),
    'changes the id': await believes({ ...right, 'webhook-id': crypto.randomUUID() }),
    'signs a message with the id of another': await believes(signed(secrets, crypto.randomUUID(), body, now)),
    'sends what is older than 5 minutes': await believes(by(secrets, body, now - 301_000)),
    'sends what is of a time to come': await believes(by(secrets, body, now + 302_000)),
    "sends another visitor's": await believes(by(secrets, foreign), foreign),
    'registers without a key': await registers(''),
    'registers with a made-up key': await registers(crypto.randomUUID()),
  };
}

function putWebhook(visitor: string, key: string, url: string, secrets: string[]) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return ask('PUT', `${visitor}/webhook`, headers, JSON.stringify({ url, secrets }));
}

/** Meets every challenge, believes everything, and remembers it. */
async function anEar() {
  let heard = '';
  const routes = Router().post('/hooks/:visitorId', express.json(), (request, response) => {
    heard += JSON.stringify(request.body);
    response.json({ challenge: request.body.data.challenge });
  });
  const server = await listen(app(routes, async () => {}));
  return { url: server.url, heard: () => heard, close: () => server.close(0) };
}

function bodyFor(visitorId: string): string {
  const timestamp = new Date().toISOString();
  const data = {
    ...{ notificationId: crypto.randomUUID(), visitorId, seq: 99, data: { eventId: 'forged' }, expiresAt: timestamp },
  };
  return JSON.stringify({ type: 'waiting-room.admitted', timestamp, data });
}
