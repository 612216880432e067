import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import type { Handed, Line } from './line.ts';

/** The moments between two steps of a batch, at which an experiment may end the process. */
export type Moment = 'between-read-and-ack' | 'between-admit-and-ack';

export interface GateOptions {
  /** How often a gate looks when nothing happens. */
  everyMs: number;
  /** The most places taken from the line at once. */
  batch: number;
  /** After so long with room and people waiting, and nothing from the line, those at the front are put into the line again. */
  requeueAfterMs: number;
  at?: (moment: Moment) => void;
}

/**
 * Lets visitors in: asks the ledger how many there is room for, the line for as many places, and the ledger to admit them.
 * It pulls. Were places pushed to it, each would be on the clock of its broker while it waits here for a free slot.
 */
export class Gate {
  readonly #id = crypto.randomUUID();
  readonly #ledger: Ledger;
  readonly #line: Line;
  readonly #options: GateOptions;
  #inHand: Handed[] = [];
  #wake = Promise.withResolvers<void>();
  #closed = false;
  #running: Promise<void> | undefined;
  #lastBatch: Promise<unknown> = Promise.resolve();
  #trouble = '';

  constructor(ledger: Ledger, line: Line, options: GateOptions) {
    this.#ledger = ledger;
    this.#line = line;
    this.#options = options;
  }

  /** Lets visitors in until it is closed. */
  start(): void {
    this.#running = this.#run();
  }

  /** Something has changed: look now. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Lets in as many as there is room for and the line has. Answers how many. One batch at a time. */
  admitBatch(): Promise<number> {
    const batch = this.#lastBatch.then(() => this.#admitBatch());
    this.#lastBatch = batch.catch(() => {}); // whoever asked for it hears of it
    return batch;
  }

  /** Ends its batch, hands back what it has not admitted, and gives up the slots kept for it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.wake();
    await this.#running;
    await this.#lastBatch; // one that somebody asked for
    await this.#line.close();
    await this.#ledger.admitBatch(this.#id, [], 0).catch(() => {}); // they end by themselves
  }

  async #admitBatch(): Promise<number> {
    const { batch, requeueAfterMs, at } = this.#options;
    for (let admitted = 0, want = batch; ; ) {
      const places = this.#inHand.map(({ place }) => place);
      const { verdicts, slots, stalledMs } = await this.#ledger.admitBatch(this.#id, places, want);
      admitted += verdicts.filter(verdict => verdict === 'ADMITTED').length;
      if (places.length) at?.('between-admit-and-ack');
      await this.#ack(verdicts.filter(verdict => verdict !== 'FULL').length);
      if (slots === 0) return admitted;

      this.#inHand = await this.#line.next(slots);
      if (this.#inHand.length) at?.('between-read-and-ack');
      else if (stalledMs > requeueAfterMs) await this.#requeue(slots);
      want = this.#inHand.length ? batch : 0; // the line is empty: the next call keeps no slot for us
    }
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#wake = Promise.withResolvers();
      await this.admitBatch().then(
        () => this.#log(''),
        (error: Error) => this.#log(error.message || error.name),
      );
      const jitter = 0.5 + Math.random(); // two gates in step would always meet
      const pause = new AbortController();
      await Promise.race([this.#wake.promise, sleep(this.#options.everyMs * jitter, undefined, pause)]);
      pause.abort();
    }
  }

  /** The first `count` places in hand are out of the line. What fails here is handed out again, and is GONE then. */
  async #ack(count: number): Promise<void> {
    const decided = this.#inHand.splice(0, count);
    if (decided.length) await this.#line.ack(decided);
  }

  /** For a line that lost places: a dead letter, a broker without its disk. Who is in it twice is let in once. */
  async #requeue(max: number): Promise<void> {
    const lost = await this.#ledger.front(max);
    console.error(`The line is empty and ${lost.length} or more still wait: putting them into it again`);
    for (const place of lost) await this.#line.join(place);
  }

  /** Says once that a server is away, and once that it is back. */
  #log(trouble: string): void {
    if (trouble !== this.#trouble) console.error(trouble ? `The gate waits: ${trouble}` : 'The gate goes on');
    this.#trouble = trouble;
  }
}
