import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from './kind.ts';
import { withLock } from './lock.ts';
import { isFree } from './ports.ts';
import { end, type Identity, isAlive, spawnDetached } from './process.ts';
import type { Server } from './registry.ts';

/** What the lab knows of a server it started itself; kept in the server's folder. */
export interface Running {
  process: Identity;
  version: string;
  port: number;
}

/**
 * Makes sure that a server runs, and that it answers: one that runs is used again; what a dead one left is cleaned up.
 * Throws, with the end of the server's log, when it does not come up; then nothing of it is left running.
 */
export async function startNative(server: Server, say: Say): Promise<Running> {
  return locked(server, say, async () => {
    const earlier = runningNative(server);
    if (earlier && (await answers(server, earlier))) return earlier;
    await cleanUp(server);
    const version = await server.kind.install(say);
    await refuseTakenPorts(server);
    say(`Starting ${server.name} (${server.kind.title} ${version}) on port ${server.port} ...`);
    mkdirSync(server.dir, { recursive: true });
    await server.kind.prepare(server);
    const launched = (process: Identity): Running => ({ process, version, port: server.port });
    const process = spawnDetached(server.kind.launch(server), server.log, it => remember(server, launched(it)));
    try {
      await untilItAnswers(server, process);
    } catch (error) {
      await end(process, 'SIGKILL');
      forget(server);
      throw error;
    }
    return launched(process);
  });
}

/** Stops a server the lab started; true when there was one. Nothing else is ever touched. */
export async function stopNative(server: Server, say: Say): Promise<boolean> {
  if (!existsSync(recordOf(server))) return false;
  return locked(server, say, () => endRunning(server, say));
}

/** Ends a server of the lab's as a crash would; whoever starts it again finds what it had stored by then. */
export async function killNative(server: Server): Promise<void> {
  const running = runningNative(server);
  if (running) await end(running.process, 'SIGKILL');
}

/** Stops a server and deletes all that it stored. */
export async function wipeNative(server: Server, say: Say): Promise<void> {
  if (!existsSync(server.dir)) return;
  await locked(server, say, async () => {
    await endRunning(server, say);
    rmSync(server.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }); // its last child may still write
  });
}

/** The lab's own process behind a server, if it lives. */
export function runningNative(server: Server): Running | undefined {
  const record = recorded(server);
  return record && isAlive(record.process) ? record : undefined;
}

const recordOf = ({ dir }: Server) => join(dir, 'server.json');

function recorded(server: Server): Running | undefined {
  try {
    return JSON.parse(readFileSync(recordOf(server), 'utf8')) as Running;
  } catch {
    return undefined; // none, or one that a power failure emptied: then nothing of it lives
  }
}

function remember(server: Server, running: Running): void {
  writeFileSync(`${recordOf(server)}.new`, JSON.stringify(running));
  renameSync(`${recordOf(server)}.new`, recordOf(server)); // a reader sees a whole record or none
}

const forget = (server: Server) => rmSync(recordOf(server), { force: true });

/** False when a server that was alive a moment ago has ended: after kill -9 the system takes a while. */
async function answers(server: Server, { process, port }: Running): Promise<boolean> {
  if (port !== server.port)
    throw new Error(
      `${server.name} runs already, on port ${port}, and LAB_PORTS_FROM asks for ${server.port}. Stop it first: npm stop`,
    );
  try {
    await untilItAnswers(server, process);
    return true;
  } catch (error) {
    if (isAlive(process)) throw error;
    return false;
  }
}

async function endRunning(server: Server, say: Say): Promise<boolean> {
  const running = runningNative(server);
  if (running) say(`Stopping ${server.name} ...`);
  await cleanUp(server);
  return running !== undefined;
}

async function cleanUp(server: Server): Promise<void> {
  const record = recorded(server);
  if (record) await end(record.process, server.kind.stopSignal ?? 'SIGTERM');
  forget(server);
}

function locked<T>(server: Server, say: Say, work: () => Promise<T>): Promise<T> {
  const onWait = () => say(`Another terminal is busy with ${server.name}; waiting for it ...`);
  return withLock(`${server.dir}.lock`, work, { onWait }); // not inside: a wipe would delete it while others wait for it
}

async function refuseTakenPorts(server: Server): Promise<void> {
  for (const offset of [0, ...(server.kind.ports ?? [])]) {
    const port = server.port + offset;
    if (await isFree(port)) continue;
    throw new Error(
      `Port ${port}, which ${server.name} needs, is taken by a program that this lab did not start.\n` +
        `End that program (another checkout of the lab? run 'npm stop' there), or choose other ports for the lab's servers:\n` +
        `  export LAB_PORTS_FROM=${server.port - server.kind.port + 1000}`,
    );
  }
}

async function untilItAnswers(server: Server, process: Identity): Promise<void> {
  const { kind, name, url, log } = server;
  const seconds = kind.startSeconds ?? 30;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const failure = await kind.handshake(url).then(
      () => undefined,
      (error: Error) => error,
    );
    if (!failure) return;
    const ended = !isAlive(process);
    if (ended || Date.now() > deadline) {
      const what = ended ? 'ended while it was starting' : `did not answer within ${seconds} s (${failure.message})`;
      throw new Error(`${name} ${what}. The end of ${log}:\n${tail(log)}`);
    }
    await sleep(30);
  }
}

const tail = (log: string) => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
