import type { OpenLine } from './line.ts';

/** A way of keeping the line, as the family compares it. A lesson's technology.ts exports its own as `technologies`. */
export interface Technology {
  /** As its line.test.ts calls it. */
  name: string;
  /** Only the promises and the losses of an emulator mean something, its speed does not. */
  emulator?: string;
  /** What its server.ts is told beside the URLs. */
  settings?: Record<string, string>;
  /** Connects this process to its line, for experiments without HTTP; not for emulators. */
  connect?(urls: Record<string, string>): Promise<Connected>;
}

export interface Connected {
  openLine: OpenLine;
  /** Where the ledger finds the line, when it lies in the ledger's own Redis. */
  lineOf?: (eventId: string) => string;
  close(): Promise<unknown>;
}
