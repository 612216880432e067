import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handed, Line } from '../../../ticketmaster/tech-waiting-room/contract/line.ts';
import type { LineSetup } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';
import { killServer, startServer } from '../../../ticketmaster/testing/processes.ts';
import { outsideVitest } from '../outside-vitest.ts';

export interface Question {
  call: number;
  verb: keyof Line;
  given: unknown[];
}

/** To the call of that number; 0 says that the gate is open. */
export interface Answer {
  call: number;
  answer?: unknown;
  error?: string;
}

/** What a gate is made from: the first of `names` that `file` has is called with a connection to Redis and `leaseMs`, and answers an OpenLine. */
export interface Adapter {
  file: string;
  names: string[];
  redisUrl: string;
}

/** For so long a place stays with a gate that does not ack it. */
const LEASE_MS = 1_500;
/** What is longer than that counts as lost. */
const PATIENCE_MS = 10_000;
const BROKER = 'redis-2';

/** Each gate is a process of its own: what it only remembers is gone when it is killed. */
export const gateProcesses = (adapter: Adapter, patienceMs = PATIENCE_MS): LineSetup => ({
  patienceMs,
  openGate: eventId => openGate(adapter, eventId),
  async restartBroker() {
    await killServer(BROKER);
    await startServer(BROKER);
  },
});

async function openGate({ file, names, redisUrl }: Adapter, eventId: string) {
  const program = join(import.meta.dirname, 'gate.ts');
  const url = file.startsWith('file:') ? file : pathToFileURL(file).href;
  const child = fork(program, [url, names.join(), eventId, redisUrl, `${LEASE_MS}`], {
    ...{ execArgv: [], env: outsideVitest(process.env), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  });
  let printed = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', ({ call, answer, error }: Answer) => {
    const asked = waiting.get(call);
    waiting.delete(call);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  const exited = once(child, 'close').then(() => {
    const why = new Error(/^\w*Error.*$/m.exec(printed)?.[0] ?? 'the gate has ended');
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
  });

  function answerTo(call: number): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    waiting.set(call, asked);
    return asked.promise;
  }
  let calls = 0;
  async function ask(verb: keyof Line, ...given: unknown[]): Promise<unknown> {
    if (!child.connected) throw new Error('the gate has ended');
    const answer = answerTo(++calls);
    child.send({ call: calls, verb, given } satisfies Question);
    return answer;
  }
  async function die() {
    child.kill('SIGKILL');
    await exited;
  }

  await answerTo(0);
  const line: Line = {
    join: async place => void (await ask('join', place)),
    next: async max => (await ask('next', max)) as Handed[],
    ack: async handed => void (await ask('ack', handed)),
    close: () =>
      ask('close').then(die, async error => {
        await die();
        throw error;
      }),
  };
  return { line, die };
}
