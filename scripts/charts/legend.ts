import { INSIDE } from './theme.ts';
import { widthOf } from './words.ts';

/** A legend in as many columns as fit; none for a single name. */
export function legendOf(names: string[]): { columns: number } | null {
  if (names.length < 2) return null;
  const widest = Math.max(...names.map(name => widthOf(name, 13))) + 46;
  return { columns: Math.max(1, Math.min(names.length, Math.floor(INSIDE / widest))) };
}
