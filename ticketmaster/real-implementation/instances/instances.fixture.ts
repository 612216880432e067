// `run.sh --instances N` as a visitor starts it, and all that it starts.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { expect } from 'vitest';

const RUN = join(import.meta.dirname, '../run.sh');

export function start(options: string[], environment: Record<string, string> = {}) {
  const child = spawn(RUN, options, {
    ...{ detached: true, env: { ...process.env, ...environment } }, // a group of its own, as a shell gives to each command
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    output: () => printed,
    /** The exit code, or the signal that it died of. */
    ended: ended as Promise<number | NodeJS.Signals>,
    ready: () =>
      eventually(() => {
        const url = printed.match(/^READY (\S+)/m)?.[1];
        if (!url) throw new Error(printed);
        return url;
      }),
    /** Ctrl-C: the terminal sends it to all of the group. */
    interrupt: () => process.kill(-child.pid!, 'SIGINT'),
    kill: () => child.kill('SIGKILL'),
    /** All that descends from it now. */
    processes: () => descendants(child.pid!),
  };
}

export interface Process {
  pid: number;
  command: string;
}

function descendants(root: number): Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map(line => {
    const [, pid, parent, command] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/)!;
    return { pid: Number(pid), parent: Number(parent), command: command! };
  });
  const below = (parent: number): Process[] =>
    all.filter(one => one.parent === parent).flatMap(({ pid, command }) => [{ pid, command }, ...below(pid)]);
  return below(root);
}

/** Nobody waits for them any more once their parent is gone, so whoever is left is there. */
export const alive = (processes: Process[]): Process[] =>
  processes.filter(({ pid }) => {
    try {
      process.kill(pid, 0);
      return !/^Z/.test(execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).trim());
    } catch {
      return false;
    }
  });

/** A visitor with a cookie, who asks again once where nobody answers, with the same key. */
export async function visitorOf(url: string) {
  const { headers } = await fetch(`${url}/api/session`, { method: 'POST' });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  async function call(method: string, path: string, sent?: unknown) {
    const key = unique('key');
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(`${url}${path}`, {
        ...{ method, headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key } },
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      });
      // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by tests that know what to expect
      const body = (await answer.json()) as any;
      if (answer.status < 500 || attempt === 2) return { status: answer.status, body };
      await sleep(100);
    }
  }
  return {
    call,
    hold: (count: number) => call('POST', '/api/events/E5/orders', { best: { count } }),
    confirm: (orderId: string) => call('POST', `/api/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' }),
    /** Opens a stream, as often as it ends, and says what came. */
    watch(path: string) {
      const stop = new AbortController();
      const heard = { text: '', opened: 0 };
      const listen = async () => {
        while (!stop.signal.aborted) {
          const { body } = await fetch(`${url}${path}`, { headers: { cookie }, signal: stop.signal });
          heard.opened++;
          const decoder = new TextDecoder();
          for await (const chunk of body!) heard.text += decoder.decode(chunk, { stream: true });
        }
      };
      void listen().catch(error => stop.signal.aborted || expect.fail(error));
      return { heard, stop: () => stop.abort() };
    },
  };
}
