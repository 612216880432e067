/**
 * npm start: the main job of the lab: the real Ticketmaster, with a page and twenty shows. Starts what it needs, prints one
 * READY block, and on Ctrl-C stops all that it started.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { need, status, stop } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const lab = labFrom(process.env);
const say = (line: string) => console.log(line);
const port = process.env.PORT || '3700';
const log = join(lab.dir, '..', 'real-implementation.log');
const needed = ['postgres', 'redis'];
const variables: Record<string, string> = { postgres: 'PG_URL', redis: 'REDIS_URL' };
const operatorToken = process.env.OPERATOR_TOKEN || randomUUID();

async function main(): Promise<number> {
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP');
  const before = (await status(lab, process.env)).map(({ server }) => server as string);
  say('Starting the real Ticketmaster: one service, PostgreSQL, Redis, a stand-in for the payment provider ...');
  const urls = await need(needed, lab, process.env, say);
  try {
    return await serve(urls, interrupted);
  } finally {
    const ours = needed.filter(name => !before.includes(name) && !process.env[variables[name]!]);
    if (ours.length) await stop(ours, lab, say);
    say('Stopped.');
  }
}

async function serve(urls: Record<string, string>, interrupted: Promise<unknown>): Promise<number> {
  mkdirSync(join(lab.dir, '..'), { recursive: true });
  // A group of its own: Ctrl-C reaches only us, and we end it in order.
  const server = spawn(process.execPath, [join(lab.repo, 'ticketmaster/real-implementation/server.ts')], {
    env: { ...process.env, ...urls, PORT: port, OPERATOR_TOKEN: operatorToken },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(server, 'exit');
  const output = createWriteStream(log);
  const ready = new Promise<string>(resolve => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', chunk => {
        output.write(chunk);
        const url = String(chunk).match(/^READY (\S+)/m)?.[1];
        if (url) resolve(url);
      });
    }
  });
  const first = await Promise.race([ready, interrupted.then(() => undefined), ended.then(() => undefined)]);
  if (first) {
    say(readyBlock(first));
    await Promise.race([interrupted, ended]);
  }
  if (server.exitCode !== null) {
    say(
      `The server ended by itself. The end of ${log}:\n${readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')}`,
    );
    return 1;
  }
  server.kill('SIGTERM');
  await ended;
  return 0;
}

const readyBlock = (url: string) => `
READY
  Page        ${url}            find a show, hold seats, pay with a test card
  Operator    ${url}/operator   and ${url}/door, with this token: ${operatorToken}
  Health      ${url}/health · ${url}/ready
  Log         ${log}
  Next, in a browser: open the page. In another terminal:
              curl -s '${url}/api/events?q=lovlaces'
  README      ticketmaster/real-implementation/README.md
  Ctrl-C stops everything
`;

main().then(
  code => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
