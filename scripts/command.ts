/** The frame of `npm run bench` and `npm run compare`: options, help, Ctrl-C, and what failed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { helpOf } from './help.ts';

export interface Options {
  rounds: number;
  seconds: number;
  write: boolean;
  /** The only part that is asked for, where a subject has parts. */
  part?: string;
}

export interface Command<Subject extends { about: string }> {
  /** `bench`, as in npm run bench: also the name of what each of the modules exports. */
  word: string;
  /** The file whose first comment is the help. */
  script: string;
  /** Where the subjects are: in <name>.<word>.ts. */
  folder: string;
  defaults: { rounds: number; seconds: number };
  /** What of a subject can be measured alone; a command without it has no --part. */
  parts?(subject: Subject): string[];
  /** Writes anew what is kept; measures nothing. */
  redraw(name: string, subject: Subject): Promise<void>;
  /** Throws when `interrupted`; whatever it opened is closed then. */
  run(name: string, subject: Subject, options: Options, asked: Asked): Promise<void>;
}

export interface Asked {
  /** The command as it would be typed, with its options. */
  command: string;
  interrupted: AbortSignal;
  /** Tells how far the work is; throws when interrupted. */
  tell(line: string): void;
}

/** A command that cannot be meant: exit 2. */
class Misuse extends Error {}

const say = (line: string) => console.error(line);

/** Runs the command that the arguments ask for, and sets the exit code. */
export async function carryOut<Subject extends { about: string }>(command: Command<Subject>): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
  try {
    const { name, help, redraw, ...options } = parsed(process.argv.slice(2), command);
    if (help) return console.log(await usage(command));
    const subject = await subjectNamed(name, command);
    if (redraw) return await command.redraw(name, subject);
    demandPart(options.part, name, command.parts?.(subject) ?? []);
    const tell = (line: string) => {
      interruption.signal.throwIfAborted();
      say(line);
    };
    const asked = { command: typed(command.word, name, options), interrupted: interruption.signal, tell };
    await command.run(name, subject, options, asked);
  } catch (error) {
    const { aborted } = interruption.signal;
    if (!aborted || error instanceof SuppressedError) say(told(error));
    if (aborted) say('Interrupted; nothing was written.');
    process.exitCode = aborted ? 130 : error instanceof Misuse ? 2 : 1;
  }
}

function namesIn({ word, folder }: { word: string; folder: string }): string[] {
  return readdirSync(folder).flatMap(file => file.match(`^(.+)\\.${word}\\.ts$`)?.[1] ?? []);
}

function parsed(args: string[], command: Pick<Command<never>, 'word' | 'folder' | 'defaults' | 'parts'>) {
  const { word, defaults } = command;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: `${defaults.rounds}` },
        seconds: { type: 'string', default: `${defaults.seconds}` },
        write: { type: 'boolean', default: false },
        redraw: { type: 'boolean', default: false },
        ...(command.parts && { part: { type: 'string' } as const }),
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help && positionals.length !== 1) throw new Error(`name one ${word}`);
    const { write, help, redraw, part } = values as typeof values & { part?: string };
    if (redraw && args.length > 2) throw new Error('--redraw measures nothing, and takes a name and no other option');
    const [rounds, seconds] = [count('rounds', values), count('seconds', values)];
    const name = positionals[0] ?? '';
    return { name, rounds, seconds, write, help, redraw, ...(part !== undefined && { part }) };
  } catch (error) {
    const [what] = (error as Error).message.split('. '); // Node goes on to explain how files named -x are given
    const known = namesIn(command).join(', ');
    throw new Misuse(`${word}: ${what}. There are: ${known}. More: npm run ${word} -- --help`);
  }
}

function count(option: 'rounds' | 'seconds', values: Record<typeof option, string>): number {
  if (/^[1-9]\d{0,2}$/.test(values[option])) return Number(values[option]);
  throw new Error(`--${option} must be a whole number from 1 to 999, got '${values[option]}'`);
}

function demandPart(part: string | undefined, name: string, parts: string[]): void {
  if (part === undefined || parts.includes(part)) return;
  throw new Misuse(`${name} has no part '${part}'. There are: ${parts.join(', ') || 'none'}`);
}

function typed(word: string, name: string, { rounds, seconds, part, write }: Options): string {
  const options = [part !== undefined && `--part ${part}`, write && '--write'].filter(Boolean);
  return [`npm run ${word} -- ${name} --rounds ${rounds} --seconds ${seconds}`, ...options].join(' ');
}

async function subjectNamed<Subject extends { about: string }>(
  name: string,
  command: Command<Subject>,
): Promise<Subject> {
  const { word, folder } = command;
  const names = namesIn(command);
  if (!names.includes(name)) throw new Misuse(`${word}: there is no ${word} '${name}'. There are: ${names.join(', ')}`);
  return ((await import(join(folder, `${name}.${word}.ts`))) as Record<string, Subject>)[word]!;
}

async function usage<Subject extends { about: string }>(command: Command<Subject>): Promise<string> {
  const lines = namesIn(command).map(
    async name => `  ${name.padEnd(12)}  ${(await subjectNamed(name, command)).about}`,
  );
  return `${helpOf(command.script)}\n\n${(await Promise.all(lines)).join('\n')}`;
}

/** What failed first, and what then went wrong while cleaning up. */
function told(error: unknown): string {
  if (error instanceof SuppressedError) return `${told(error.suppressed)}\nWhile cleaning up: ${told(error.error)}`;
  return error instanceof Error ? error.message : String(error);
}
