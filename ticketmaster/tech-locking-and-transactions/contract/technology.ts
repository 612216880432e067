import type { OpenBoxOffice } from './box-office.ts';

/** A box office, as the family compares it. A lesson's technology.ts exports its own as `technologies`. */
export interface Technology {
  name: string;
  /** Only whether the books balance means something on an emulator, its speed does not. */
  emulator?: string;
  /** Servers that it needs beside those of its lesson, such as `restate`. */
  moreServers?: string[];
  /** Its server, where the lesson has several: from the lesson's folder. Its ways.test.ts stands beside it. */
  script?: string;
  open(urls: Record<string, string>): OpenBoxOffice;
  /** Its ways, the careless ones marked. */
  ways: Way[];
}

export interface Way {
  way: string;
  unsafe?: true;
  /** Choose it when …: for the few that the family's README weighs against each other. */
  when?: string;
}

/** Ways that keep every promise. */
export const safe = (...ways: string[]): Way[] => ways.map(way => ({ way }));
