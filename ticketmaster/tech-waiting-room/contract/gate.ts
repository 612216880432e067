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
  /** Called after a batch in which somebody was let in. */
  onAdmitted?: () => void;
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
  #roused = Promise.withResolvers<void>();
  #idle = false;
  #attended = false;

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
    this.#roused.resolve();
  }

  /** Somebody may wait: if it sleeps, it looks again and again from now on. */
  attend(): void {
    this.#attended = true;
    this.#roused.resolve();
  }

  /** Whether nobody waits, and nobody has yet to pick up an admission. Then it sleeps, and costs nothing. */
  get idle(): boolean {
    return this.#idle && !this.#attended;
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
    const { batch, requeueAfterMs, at, onAdmitted } = this.#options;
    for (let admitted = 0, want = batch; ; ) {
      const places = this.#inHand.map(({ place }) => place);
      this.#attended = false; // whoever comes from now on may be too late for this batch
      const { verdicts, slots, stalledMs, busy } = await this.#ledger.admitBatch(this.#id, places, want);
      this.#idle = !busy;
      const letIn = verdicts.filter(verdict => verdict === 'ADMITTED').length;
      admitted += letIn;
      if (places.length) at?.('between-admit-and-ack');
      if (letIn) onAdmitted?.();
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
      this.#roused = Promise.withResolvers();
      this.#idle = false; // only the ledger says so
      await this.admitBatch().then(
        () => this.#log(''),
        (error: Error) => this.#log(error.message || error.name),
      );
      if (this.idle) await this.#roused.promise;
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const jitter = 0.5 + Math.random(); // two gates in step would always meet
    const pause = new AbortController();
    await Promise.race([this.#wake.promise, sleep(this.#options.everyMs * jitter, undefined, pause)]);
    pause.abort();
  }

  /** The first `count` places in hand are out of the line. What fails here is handed out again, and is GONE then. */
  async #ack(count: number): Promise<void> {
    const decided = this.#inHand.splice(0, count);
    if (decided.length) await this.#line.ack(decided);
  }

  /** For a line that lost places: a dead letter, a broker without its disk. Who is in it twice is let in once. */
  async #requeue(max: number): Promise<void> {
    const lost = await this.#ledger.front(max);
    if (!lost.length) return;
    console.error(`The line is empty and ${lost.length} or more still wait: putting them into it again`);
    for (const place of lost) await this.#line.join(place);
  }

  /** Says once that a server is away, and once that it is back. */
  #log(trouble: string): void {
    if (trouble !== this.#trouble) console.error(trouble ? `The gate waits: ${trouble}` : 'The gate goes on');
    this.#trouble = trouble;
  }
}
