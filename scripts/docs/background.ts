/** A command of a README that keeps running, such as a server. */
import { type Surroundings, startBash } from './bash.ts';

export interface Background {
  /** Waits for a line with the word READY. Answers what was printed up to that line and, if it did not come, why. */
  ready(seconds: number): Promise<{ output: string; lost?: string }>;
  /** The last lines it printed after READY. */
  log(): string;
  /** Ends the command and all it started: SIGTERM, and SIGKILL after `graceMs`. False if that was needed. May be called twice. */
  end(): Promise<boolean>;
}

/** Starts the command in a process group of its own. `exports` is a script that sets its variables and folder. */
export function startBackground(command: string, exports: string, surroundings: Surroundings): Background {
  const bash = startBash(['-c', `${exports}\n${command}`], surroundings);
  return {
    async ready(seconds) {
      const read = await bash.readUntil(/^.*\bREADY\b.*\n/m, seconds);
      return 'lost' in read ? { output: read.before, lost: read.lost } : { output: read.before + read.match[0] };
    },
    log: () => bash.unread().trimEnd().split('\n').slice(-20).join('\n'),
    end: () => bash.end(surroundings.graceMs),
  };
}
