import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { env } from '@ticketmaster/common/env';
import { listen, refuseToStart } from '@ticketmaster/common/http';
import { serveUserApp } from '@ticketmaster/notifications/user-app';
import express from 'express';
import { orders } from '../orders.ts';
import { isSecret, newSecret } from '../signature.ts';
import { webhookSubscriber } from '../subscriber.ts';

const port = env.count('PORT', 3211) || (await aFreePort()); // the URL to register holds it
const mark = env.text('MARK', 'together');
const breaks = env.text('BREAK', 'never');
if (!Object.hasOwn(orders, mark)) refuseToStart(new Error(`MARK must be together, early or late, got '${mark}'`));
if (!['never', 'between-mark-and-effect'].includes(breaks))
  refuseToStart(new Error(`BREAK must be between-mark-and-effect, got '${breaks}'`));

await serveUserApp(env, port, store =>
  webhookSubscriber(store, {
    serverUrl: env.text('SERVER_URL', 'http://127.0.0.1:3201'),
    publicUrl: env.text('PUBLIC_URL', `http://127.0.0.1:${port}`),
    secrets: secretsOf(env.text('WEBHOOK_SECRETS', '') || keptBeside(env.text('DEDUPE_STORE', ':memory:'))),
    hear: orders[mark as keyof typeof orders],
    between: () => void (breaks !== 'never' && process.kill(process.pid, 'SIGKILL')),
  }),
);

function secretsOf(text: string): string[] {
  const secrets = text.trim().split(/[\s,]+/);
  if (secrets.length <= 2 && secrets.every(isSecret)) return secrets;
  return refuseToStart(new Error('WEBHOOK_SECRETS must be one or two of whsec_ and base64 of 24 to 64 bytes'));
}

/** Made at the first start, for the eyes of this user alone. */
function keptBeside(store: string): string {
  if (store === ':memory:') return newSecret();
  const file = `${store}.secret`;
  if (!existsSync(file)) writeFileSync(file, newSecret(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

async function aFreePort(): Promise<number> {
  const probe = await listen(express());
  await probe.close();
  return Number(new URL(probe.url).port);
}
