/** One question, its answer in a sentence, and the figures that it rests on: all of it data, drawn elsewhere. */
export interface Section {
  title: string;
  answer: string;
  /** How it was found, and on what assumptions. */
  about: string;
  head: string[];
  rows: string[][];
  notes?: string[];
  chart?: Picture;
}

interface Axis {
  title: string;
  unit: string;
  log?: boolean;
}

interface Headed {
  file: string;
  title: string;
  subtitles: string[];
}

/** The kinds of charts that are drawn from here. */
export type Picture =
  | (Headed & { kind: 'lines'; x: Axis; y: Axis; lines: { label: string; points: Point[] }[] })
  | (Headed & { kind: 'bars'; unit: string; bars: { label: string; value: number; min: number; max: number }[] })
  | (Headed & {
      kind: 'timeline';
      x: { title: string; unit: 's' };
      y: Axis;
      lines: { label: string; points: { x: number; value: number }[] }[];
      marks: { x: number; label: string; of?: string }[];
    });

export interface Point {
  x: number;
  value: number;
  min: number;
  max: number;
}

/** A value that was computed once, as a bar or a point without a range. */
export const exactly = (value: number) => ({ value, min: value, max: value });
