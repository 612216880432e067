import type { Layers } from './svg.ts';
import { INK, PAPER } from './theme.ts';

const DASH = [4, 3];

/** Dashed lines at these x, from top to bottom, each with its name at the right of it or at the left, one below the other. */
export function moments(marks: { x: number; label: string }[], named: 'right' | 'left' | 'not named'): Layers {
  const x = { field: 'x', type: 'quantitative' } as const;
  return marks.flatMap((mark, nth): Layers => {
    const data = { values: [mark] };
    const rule = {
      data,
      mark: { type: 'rule', color: INK, strokeDash: DASH, strokeWidth: 1.5 },
      encoding: { x },
    } as const;
    const aside = named === 'right' ? ({ align: 'left', dx: 5 } as const) : ({ align: 'right', dx: -5 } as const);
    const text = { type: 'text', baseline: 'top', fontSize: 12, ...aside } as const;
    const encoding = { x, y: { value: 2 + nth * 15 }, text: { field: 'label' } } as const;
    const halo = {
      data,
      mark: { ...text, color: PAPER, stroke: PAPER, strokeWidth: 4, strokeJoin: 'round' },
      encoding,
    } as const;
    return named === 'not named' ? [rule] : [rule, halo, { data, mark: text, encoding }];
  });
}
