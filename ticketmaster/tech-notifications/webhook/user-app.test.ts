// The app as its own process: which order it writes in, and whom it believes.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { crowd, joinAndSignIn, letIn, OPERATOR_TOKEN, totals } from '@ticketmaster/notifications/crowd';
import { ask } from '@ticketmaster/testing/client';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newSecret } from './signature.ts';

const environment = {
  ...{ PG_URL: env.text('PG_URL'), ALLOWED_ADDRESSES: '127.0.0.1', OPERATOR_TOKEN },
  ...{ POLL_MS: '50', RETRY_BASE_MS: '50', RETRY_CAP_MS: '200', MAX_ATTEMPTS: '100' },
};

async function start(script: string, settings: Record<string, string>): Promise<Spawned> {
  const one = await spawnServer(join(import.meta.dirname, script), settings);
  onTestFinished(async () => void (await one.end()));
  return one;
}

/** A server, and an app whose memory outlives it. */
async function scene(appSettings: Record<string, string> = {}) {
  const server = await start('server.ts', environment);
  const folder = mkdtempSync(join(tmpdir(), 'user-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = join(folder, 'dedupe.db');
  const startApp = (more: Record<string, string> = {}) =>
    start('user-app/server.ts', { DEDUPE_STORE: store, SERVER_URL: server.url, ...appSettings, ...more });
  return { server, app: await startApp({ BREAK: '' }), startApp, store };
}

describe('an app that dies between the mark and the effect', () => {
  it.each([
    ['early', { heard: 1, entries: 0 }, 'has lost the effect for ever'],
    ['late', { heard: 1, entries: 2 }, 'has it twice'],
    ['together', { heard: 1, entries: 1 }, 'cannot: it has it once'],
  ])('%s: %j', async (MARK, outcome) => {
    const { server, app, startApp } = await scene({ MARK });
    const [eventId, visitors] = [unique('event'), crowd(1)];
    await joinAndSignIn(server.url, app.url, eventId, visitors);
    const PORT = new URL(app.url).port;
    await app.end('SIGKILL');
    const doomed = await startApp({ PORT, BREAK: 'between-mark-and-effect' });
    await letIn(server.url, eventId, 1);
    await eventually(() => expect(doomed.process.signalCode).toBe('SIGKILL'));
    const heir = await startApp({ PORT });
    const [{ visitorId, key }] = visitors as [(typeof visitors)[0]];
    await eventually(async () => {
      const { body } = await ask('GET', `${server.url}/api/visitors/${visitorId}/deliveries`, {
        authorization: `Bearer ${key}`,
      });
      expect(body).toMatchObject({ deliveries: [{ state: 'DELIVERED' }] });
    });
    expect(await totals(heir.url)).toMatchObject(outcome);
  });
});

it('refuses what is forged, tampered with, too old or not for this visitor, and logs that without a secret', async () => {
  const [secret, other] = [newSecret(), newSecret()];
  const { server, app } = await scene({ WEBHOOK_SECRETS: `${secret} ${newSecret()}` });
  const [eventId, visitors] = [unique('event'), crowd(1)];
  await joinAndSignIn(server.url, app.url, eventId, visitors);
  const visitorId = visitors[0]!.visitorId;
  const send = async (signer: string, how: { body?: string; sent?: string; at?: Date } = {}) => {
    const { body = bodyOf(visitorId), sent = body, at = new Date() } = how;
    const { notificationId } = JSON.parse(body).data;
    const headers = {
      ...{ 'webhook-id': notificationId, 'webhook-timestamp': `${Math.floor(at.getTime() / 1_000)}` },
      'webhook-signature': new Webhook(signer).sign(notificationId, at, body),
    };
    const reply = await ask('POST', `${app.url}/hooks/${visitorId}`, headers, sent);
    return [reply.status, (reply.body as { type?: string }).type];
  };
  const body = bodyOf(visitorId);
  expect(await send(other)).toEqual([401, 'bad-signature']);
  expect(await send(secret, { body, sent: body.replace('E1', 'E2') })).toEqual([401, 'bad-signature']);
  expect(await send(secret, { at: new Date(Date.now() - 301_000) })).toEqual([401, 'bad-signature']);
  expect(await send(secret, { body: bodyOf('somebody-else') })).toEqual([403, 'wrong-visitor']);
  const unsigned = await ask('POST', `${app.url}/hooks/${visitorId}`, {}, body);
  expect(unsigned).toMatchObject({ status: 401, body: { type: 'bad-signature' } });
  expect(await send(secret, { body: '{"type":"x","data":{"notificationId":"n"}}' })).toEqual([400, 'invalid-request']);
  expect(await ask('POST', `${app.url}/hooks/a%20b`, {}, body)).toMatchObject({ status: 400 });
  expect(await ask('POST', `${app.url}/hooks/${visitorId}`, {}, 'x'.repeat(30_000))).toMatchObject({ status: 413 });
  expect(await totals(app.url)).toMatchObject({ heard: 0, entries: 0 });
  expect(await send(secret, { body })).toEqual([204, undefined]);
  expect(await send(secret, { body })).toEqual([204, undefined]); // within 5 minutes: believed, and without a second effect
  expect(await totals(app.url)).toMatchObject({ heard: 1, repeated: 1, entries: 1 });

  const lines = app
    .output()
    .split('\n')
    .filter(line => line.includes('"refused"'));
  expect(lines).toHaveLength(5);
  for (const hidden of [secret, other, 'token-of-ada', visitors[0]!.key]) {
    expect(app.output()).not.toContain(hidden);
    expect(server.output()).not.toContain(hidden);
  }
});

it('keeps the secret it made for itself beside its dedupe store, for this user alone', async () => {
  const { store } = await scene();
  expect(statSync(`${store}.secret`).mode & 0o077).toBe(0);
});

it.each([
  [{ MARK: 'sometimes' }, 'MARK must be'],
  [{ BREAK: 'always' }, 'BREAK must be'],
  [{ WEBHOOK_SECRETS: 'hunter2' }, 'WEBHOOK_SECRETS must be'],
])('does not start with %j', async (settings, why) => {
  const starting = spawnServer(join(import.meta.dirname, 'user-app/server.ts'), settings);
  await expect(starting).rejects.toThrow(why);
});

function bodyOf(visitorId: string): string {
  const [timestamp, notificationId] = [new Date().toISOString(), crypto.randomUUID()];
  const data = {
    notificationId,
    visitorId,
    seq: 1,
    data: { eventId: 'E1', admissionToken: 'token-of-ada' },
    expiresAt: timestamp,
  };
  return JSON.stringify({ type: 'waiting-room.admitted', timestamp, data });
}
