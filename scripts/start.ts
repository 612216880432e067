/**
 * npm start: the main job of the lab, for now the simplest Ticketmaster with its seeded events. Starts what it needs, prints one
 * READY block, and on Ctrl-C stops all that it started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { need, status, stop } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const lab = labFrom(process.env);
const say = (line: string) => console.log(line);
const port = process.env.PORT || '3600';
const log = join(lab.dir, '..', 'simplest-implementation.log');

async function main(): Promise<number> {
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP');
  const before = (await status(lab, process.env)).map(({ server }) => server);
  say('Starting the simplest Ticketmaster: one service, one PostgreSQL ...');
  const urls = await need(['postgres'], lab, process.env, say);
  try {
    return await serve(urls, interrupted);
  } finally {
    const ours = before.includes('postgres') || process.env.PG_URL ? [] : ['postgres'];
    if (ours.length) await stop(ours, lab, say);
    say('Stopped.');
  }
}

async function serve(urls: Record<string, string>, interrupted: Promise<unknown>): Promise<number> {
  mkdirSync(join(lab.dir, '..'), { recursive: true });
  // A group of its own: Ctrl-C reaches only us, and we end it in order.
  const server = spawn(process.execPath, [join(lab.repo, 'ticketmaster/simplest-implementation/server.ts')], {
    env: { ...process.env, ...urls, PORT: port },
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
  Events      ${url}/api/events
  Health      ${url}/health · ${url}/ready
  Log         ${log}
  Next, in another terminal:
              curl -s '${url}/api/events?q=synths'
  README      ticketmaster/simplest-implementation/README.md
  Ctrl-C stops everything
`;

main().then(
  code => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
