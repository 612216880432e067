import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@ticketmaster/common/problem';
import { backoff } from '@ticketmaster/common/repeat';

/** One step. Nobody knows after a crash whether it was done, so doing it again must have the same effect as doing it once. */
export interface Step {
  name: string;
  /** It is done in another database than that of the log: no transaction holds both. */
  remote?: true;
  /** Throws Refused where it will never work; a Problem that is retryable where it may work in a moment. */
  do(): Promise<unknown>;
}

/** A step that can be taken back, also when it was never done, and more than once. */
export interface Compensatable extends Step {
  undo(why: string): Promise<unknown>;
}

/** The step that decides. Of all steps it alone must be able to tell whether it was done. */
export interface Pivot extends Step {
  done(): Promise<boolean>;
}

/** Up to the pivot all is undone when something goes wrong, and after it all is done, however long that takes. */
export interface Steps {
  /** The first is local: the saga begins by the transaction of that step. */
  compensatable: [Compensatable, ...Compensatable[]];
  pivot: Pivot;
  /** Nothing can refuse these. */
  retriable: Step[];
}

/** Where a saga is: what is being done or undone at the moment, or how it ended. */
export interface LogEntry {
  step: string;
  state: 'doing' | 'undoing' | 'done' | 'undone';
  why?: string;
}

export interface Log {
  /** Undefined for a saga that never began. */
  last(): Promise<LogEntry | undefined>;
  /** One transaction: what `effect` does in the database of the log, and the entry; or neither. */
  write(entry: LogEntry, effect?: () => Promise<unknown>): Promise<void>;
}

/** Thrown by a step that will never work, and has done nothing: those before it are undone. The message goes into the log. */
export class Refused extends Error {}

/** A remote step was tried again and again. The saga stays where it is, and is to be resumed later. */
export class Away extends Problem {
  constructor(step: string) {
    super(503, 'undecided', `no answer to '${step}' yet; the same Idempotency-Key will tell what became of it`, {
      retryable: true,
    });
  }
}

/** Called before each step, and when its effect is there but not its entry; an experiment crashes here. */
export type Reached = (point: string) => void | Promise<void>;

/**
 * Does one step after another, and writes down what it is about to do: a local step commits together with the entry of the next one,
 * a remote step is followed by it. So the log is never ahead of what was done, and at most one step behind.
 *
 * For one process at a time: whoever runs or resumes a saga holds a lock on it.
 */
export function saga({ compensatable, pivot, retriable }: Steps, log: Log, reached: Reached = () => {}) {
  const steps = [...compensatable, pivot, ...retriable];
  const decides = compensatable.length;

  /** Does or undoes `step`, with the entry that comes after it. */
  async function act(name: string, step: Step, work: () => Promise<unknown>, next: LogEntry): Promise<void> {
    await reached(`before ${name}`);
    if (step.remote) {
      await patiently(name, work);
      await reached(`after ${name}`);
      await log.write(next);
    } else {
      await log.write(next, async () => {
        await work();
        await reached(`after ${name}`);
      });
    }
  }

  async function forward(from: number): Promise<void> {
    for (const [i, step] of [...steps.entries()].slice(from)) {
      const after = steps[i + 1];
      const next: LogEntry = after ? { step: after.name, state: 'doing' } : { step: step.name, state: 'done' };
      try {
        await act(step.name, step, () => step.do(), next);
      } catch (error) {
        const refused = error instanceof Refused && i <= decides;
        const away = error instanceof Away && i < decides;
        if (!refused && !away) throw error;
        await backward(away ? i : i - 1, refused ? error.message : 'away'); // nobody knows whether one that is away was done
        throw refused ? error : nothingDone(step);
      }
    }
    await reached('done');
  }

  async function backward(from: number, why: string): Promise<void> {
    if (from < 0) return; // it never began
    await log.write({ step: compensatable[from]!.name, state: 'undoing', why });
    for (let i = from; i >= 0; i--) {
      const step = compensatable[i]!;
      const before = compensatable[i - 1];
      const next: LogEntry = before
        ? { step: before.name, state: 'undoing', why }
        : { step: step.name, state: 'undone', why };
      await act(`undo ${step.name}`, step, () => step.undo(why), next);
    }
    await reached('undone');
  }

  return {
    /** From the first step to the last. Throws Refused, or a Problem, after everything was undone; Away when that is not known. */
    run: (): Promise<void> => forward(0),

    /** Brings a saga that somebody left at `entry` to its end: back to nothing before the pivot, on to the last step after it. */
    async resume({ step, state, why }: LogEntry): Promise<void> {
      const at = steps.findIndex(({ name }) => name === step);
      if (at < 0) throw new Error(`the log says '${step}', and there is no such step`); // written by another version
      if (state === 'undoing') return backward(at, why ?? 'abandoned');
      const decided = at > decides || (at === decides && (await patiently(pivot.name, () => pivot.done())));
      return decided ? forward(at) : backward(Math.min(at, decides - 1), 'abandoned');
    },
  };
}

/** Tries again, up to five times and for about five seconds, after pauses that grow and are never the same twice. */
async function patiently<T>(name: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 5_000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem && error.retryable)) throw error;
      if (attempt === 5 || Date.now() > deadline) throw new Away(name);
      await sleep(backoff(attempt, 40));
    }
  }
}

const nothingDone = ({ name }: Step) =>
  new Problem(503, 'unavailable', `'${name}' could not be done; what came before it was undone`, { retryable: true });
