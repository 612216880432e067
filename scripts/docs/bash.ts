/** A bash in a process group of its own, whose output is read piece by piece. */
import { spawn } from 'node:child_process';
import { endGroup } from './process-group.ts';

export interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Aborting it makes every wait end as lost. */
  interrupted: AbortSignal;
  /** How long a background step may take to end after SIGTERM. */
  graceMs: number;
}

/** Either the pattern came, or `lost` says why it will not. `before` is what was printed up to there and not read yet. */
export type Read = { before: string; match: RegExpExecArray } | { before: string; lost: string };

export interface Bash {
  write(input: string): void;
  /** Waits for the pattern, at most so many seconds. One reader at a time. */
  readUntil(pattern: RegExp, seconds: number): Promise<Read>;
  /** What was printed and not read yet. */
  unread(): string;
  /** Ends bash and all it started: SIGTERM, and after `graceMs` SIGKILL. False if that was needed. May be called twice. */
  end(graceMs: number): Promise<boolean>;
}

export function startBash(args: string[], { cwd, env, interrupted }: Surroundings): Bash {
  // One stream for output and errors keeps their order. --norc: bash takes a socket, as Node gives it, for a remote login.
  const oneStream = ['--norc', '-c', 'exec bash --norc "$@" 2>&1', 'bash', ...args];
  const bash = spawn('bash', oneStream, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  let unread = '';
  let ended: string | undefined;
  let look = () => {};

  bash.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    unread += chunk;
    look();
  });
  const nameEnd = (how: string) => {
    ended ??= how;
    look();
  };
  bash.on('error', error => nameEnd(`bash did not start: ${error.message}`));
  bash.on('exit', (status, signal) => {
    const how = signal ? `bash was ended by ${signal}` : `bash ended with status ${status}`;
    bash.on('close', () => nameEnd(how)); // all it printed is read
    setTimeout(() => nameEnd(how), 500).unref(); // a child of it may hold the pipe open for ever
  });
  bash.stdin.on('error', () => {}); // writing to a bash that has ended: its end is what gets reported
  interrupted.addEventListener('abort', () => look());

  function readUntil(pattern: RegExp, seconds: number): Promise<Read> {
    return new Promise(resolve => {
      const settle = (read: Read, rest: string) => {
        clearTimeout(timer);
        look = () => {};
        unread = rest;
        resolve(read);
      };
      const timer = setTimeout(() => settle({ before: unread, lost: `${seconds} s were over` }, ''), seconds * 1000);
      look = () => {
        const match = pattern.exec(unread);
        if (match) settle({ before: unread.slice(0, match.index), match }, unread.slice(match.index + match[0].length));
        else if (interrupted.aborted) settle({ before: unread, lost: 'the walkthrough was interrupted' }, '');
        else if (ended) settle({ before: unread, lost: ended }, '');
      };
      look();
    });
  }

  return {
    write: input => void bash.stdin.write(input),
    readUntil,
    unread: () => unread,
    async end(graceMs) {
      const byItself = bash.pid === undefined || (await endGroup(bash.pid, graceMs));
      bash.stdin.destroy();
      bash.stdout.destroy();
      return byItself;
    },
  };
}
