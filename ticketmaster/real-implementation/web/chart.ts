import { h, svg } from './dom.ts';

/** A look each second: two minutes. */
const KEEP = 120;
const [WIDTH, HEIGHT] = [240, 64];

export type Value = number | null | undefined;

export interface Chart {
  element: HTMLElement;
  /** How it is now, a value for each line; null where that is not known, which leaves a gap. `of`: words about a whole to compare with, such as `of 200 `. */
  add(values: Value[], of?: string): void;
}

/** A chart of the last two minutes: what is now stands above it as text, and the lines differ by more than their colour. */
export function chart(title: string, lines: string[], shown: (value: number) => string): Chart {
  const past: Value[][] = [];
  const values = h('p', { class: 'now' });
  const most = h('p', { class: 'most', 'aria-hidden': 'true' });
  const picture = svg('svg', {
    ...{ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
  });
  const element = h(
    'section',
    { class: 'card chart' },
    ...[h('h2', {}, title), values, h('div', { class: 'picture' }, most, picture)],
  );

  return {
    element,
    add(now, of = '') {
      past.push(now);
      if (past.length > KEEP) past.shift();
      values.replaceChildren(
        ...lines.map((name, line) =>
          h(
            'span',
            {},
            h('b', {}, typeof now[line] === 'number' ? shown(now[line]) : '–'),
            h('small', { class: `line-${line}` }, ` ${of}${name}`),
          ),
        ),
      );
      const top = roundUp(Math.max(0, ...past.flat().map(value => value ?? 0)));
      most.textContent = shown(top);
      const grid = [1, HEIGHT / 2, HEIGHT - 1].map(y => svg('path', { class: 'grid', d: `M0 ${y}H${WIDTH}` }));
      const drawn = lines.map((_, line) => {
        const series = past.map(values => values[line]);
        return svg('path', { class: `line-${line}`, d: pathOf(series, top) });
      });
      picture.replaceChildren(...grid, ...drawn);
    },
  };
}

/** The newest at the right edge. A value that stands alone is a dot. */
export function pathOf(series: Value[], top: number): string {
  const x = (i: number) => (((KEEP - series.length + i) * WIDTH) / (KEEP - 1)).toFixed(1);
  const y = (value: number) => (HEIGHT - 2 - (value * (HEIGHT - 4)) / top).toFixed(1);
  const known = (value: Value) => typeof value === 'number';
  return series
    .map((value, i) =>
      known(value) ? `${i > 0 && known(series[i - 1]) ? 'L' : 'M'}${x(i)} ${y(value!)}${i === 0 ? 'h0' : ''}` : '',
    )
    .join('');
}

/** 1, 2 or 5 and noughts: an axis that does not jump with each value. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * [1, 2, 5, 10].find(step => step * unit >= value)!;
}
