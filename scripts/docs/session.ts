/** One bash that runs the blocks of a README one after the other, as a reader's terminal does. */
import { randomUUID } from 'node:crypto';
import { type Surroundings, startBash } from './bash.ts';

/** What a block printed (errors included, in order) and its exit status, or why it never came to its end. */
export type Ran = { output: string; status: number } | { output: string; lost: string };

export interface Session {
  /** Runs a block with nothing to read. Variables, functions and the folder stay for the next. After a lost one only `end` is left. */
  run(block: string, seconds: number): Promise<Ran>;
  /** Prints a script that gives another bash this one's exported variables and folder. */
  exports(): Promise<Ran>;
  /** Ends the session and whatever its blocks left running. */
  end(): Promise<void>;
}

export function openSession(surroundings: Surroundings): Session {
  const bash = startBash([], surroundings);
  bash.write('exec 9>&1\n');
  let lastStatus = 0;

  async function evaluate(block: string, seconds: number): Promise<Ran> {
    const end = `end of block ${randomUUID()}`;
    // Redirected to 9, eval undoes what `exec >file` in a block did. (exit N) gives the block the $? its predecessor left.
    bash.write(`(exit ${lastStatus}); eval ${quoted(block)} </dev/null >&9 2>&9; printf '\\n${end} %s\\n' "$?"\n`);
    const read = await bash.readUntil(new RegExp(`\\n${end} (\\d+)\\n`), seconds);
    if ('lost' in read) return { output: read.before, lost: read.lost };
    return { output: read.before, status: Number(read.match[1]) };
  }

  return {
    async run(block, seconds) {
      const ran = await evaluate(block, seconds);
      if ('status' in ran) lastStatus = ran.status;
      return ran;
    },
    exports: () => evaluate('declare -px; printf "cd %q\\n" "$PWD"', 10),
    async end() {
      await bash.end(2_000);
    },
  };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
