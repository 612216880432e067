/** What a process printed: the end of it is kept. */
const KEPT = 200_000; // characters

/** A part of a log. Who asks again from `next` gets what came since; what is older than `from` is gone. */
export interface Piece {
  from: number;
  next: number;
  text: string;
}

export function openLog(kept = KEPT) {
  let text = '';
  let gone = 0;
  let url: string | undefined;
  return {
    add(more: string): void {
      text += more;
      url ??= /^READY (\S+)\s/m.exec(text)?.[1];
      const surplus = text.length - kept;
      if (surplus <= 0) return;
      text = text.slice(surplus);
      gone += surplus;
    },
    /** The URL of its line `READY <url>`. */
    ready: () => url,
    /** From a place that is not there yet: nothing; from before the first that is kept: all that is. */
    since(from: number): Piece {
      const start = Math.min(Math.max(from, gone), gone + text.length);
      return { from: start, next: gone + text.length, text: text.slice(start - gone) };
    },
  };
}
