/** What happened while a promise was checked: who called what, what came back, and which faults were made. */
import { YOUR_TURN } from '../exercise.ts';

/** `ms` since the check began. A call is named by its number. */
export type Moment = { ms: number; lane: string } & (
  | { is: 'began'; call: number; verb: string; given: string[] }
  /** `wrong`: what must not be, in words. */
  | { is: 'answered'; call: number; answer: string[]; wrong?: string }
  | { is: 'threw'; call: number; answer: string[] }
  /** Made by the check: `what` was done to the lane. */
  | { is: 'fault'; what: string }
);

/** What is said of an answer; without anything to say it is `ok`. */
export interface Said {
  answer?: string[];
  wrong?: string | undefined;
}

export type History = ReturnType<typeof history>;

/** Empty. `now` is in milliseconds. */
export function history(now: () => number = () => performance.now()) {
  const from = now();
  const moments: Moment[] = [];
  const unfilled = Promise.withResolvers<never>();
  unfilled.promise.catch(() => {}); // nobody may be waiting
  let calls = 0;

  function begin(lane: string, verb: string, given: string[]) {
    const call = ++calls;
    const at = () => ({ ms: Math.round(now() - from), lane });
    moments.push({ ...at(), is: 'began', call, verb, given });
    return {
      answered({ answer = ['ok'], wrong }: Said): void {
        moments.push({ ...at(), is: 'answered', call, answer, ...(wrong !== undefined && { wrong }) });
      },
      threw(error: Error): void {
        moments.push({ ...at(), is: 'threw', call, answer: [error.message.split('\n')[0]!] });
        if (error.message.startsWith(YOUR_TURN)) unfilled.reject(error);
      },
    };
  }

  return {
    moments,
    /** Rejects at the first verb that is still empty: it is not worth trying again. */
    unfilled: unfilled.promise,

    async call<T>(
      lane: string,
      verb: string,
      given: string[],
      act: () => Promise<T>,
      say: (answer: T) => Said = () => ({}),
    ): Promise<T> {
      const call = begin(lane, verb, given);
      try {
        const answer = await act();
        call.answered(say(answer));
        return answer;
      } catch (error) {
        call.threw(error as Error);
        throw error;
      }
    },

    /** A question that is answered at once. */
    asked<T>(lane: string, verb: string, ask: () => T): T {
      const call = begin(lane, verb, []);
      const answer = ask();
      call.answered({ answer: [`${answer}`] });
      return answer;
    },

    fault(lane: string, what: string): void {
      moments.push({ ms: Math.round(now() - from), lane, is: 'fault', what });
    },
  };
}
