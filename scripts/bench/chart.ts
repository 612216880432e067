import { whole } from './numbers.ts';

/** One bar: its length is `value`; the thin line through its end goes from `min` to `max`. */
export interface Bar {
  label: string;
  value: number;
  min: number;
  max: number;
  /** What gives it its colour, said in a legend; where it is left out, the label up to its first comma. */
  of?: string;
}

const WIDTH = 860;
const LEFT = 250; // for the labels
const RIGHT = 90; // for the figures
const STEP = 34;
const TITLE = 44; // and for each line below it:
const LINE = 17;

const INK = '#1f2328';
/** Told apart by most readers who see few colours, on white. */
const COLOURS = ['#4f7cac', '#d1701f', '#2f8f6b', '#a45aa0', '#8a7a2f', '#c44536', '#59636e'];
export const colour = (nth: number) => COLOURS[nth % COLOURS.length]!;

/** Horizontal bars as an SVG that needs nothing else: its own background, so it reads on a dark page, too. */
export function barChart(title: string, subtitles: string[], bars: Bar[]): string {
  const most = Math.max(1, ...bars.map(({ max }) => max));
  const x = (value: number) => round(LEFT + (value / most) * (WIDTH - LEFT - RIGHT));
  const groups = [...new Set(bars.map(groupOf))];
  const legend = bars.some(({ of }) => of) && groups.length > 1 ? groups : [];
  const top = TITLE + (subtitles.length + (legend.length ? 1 : 0)) * LINE;
  const height = top + bars.length * STEP + 12;
  return paper(title, subtitles, height, [
    ...legend.map((name, i) => legendEntry(name, i, 20 + (i * (WIDTH - 40)) / legend.length, top - LINE)),
    ...bars.map((bar, i) => drawn(bar, top + i * STEP, x, colour(groups.indexOf(groupOf(bar))))),
  ]);
}

/** White paper of the common width, with a title and lines below it, and what is drawn on it. */
export function paper(title: string, subtitles: string[], height: number, drawing: string[], width = WIDTH): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="14">
  <rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600" fill="${INK}">${escaped(title)}</text>
${subtitles.map((text, i) => `  <text x="20" y="${TITLE + 4 + i * LINE}" font-size="12" fill="#59636e">${escaped(text)}</text>`).join('\n')}
${drawing.join('\n')}
</svg>
`;
}

const groupOf = ({ of, label }: Bar) => of ?? label.split(',')[0]!;

const legendEntry = (name: string, i: number, x: number, y: number) =>
  `  <rect x="${round(x)}" y="${y - 5}" width="11" height="11" rx="2" fill="${colour(i)}"/>
  <text x="${round(x) + 17}" y="${y + 5}" font-size="12" fill="${INK}">${escaped(name)}</text>`;

function drawn({ label, value, min, max }: Bar, y: number, x: (value: number) => number, fill: string): string {
  const middle = y + 11;
  return `  <text x="${LEFT - 12}" y="${y + 16}" text-anchor="end" fill="${INK}">${escaped(label)}</text>
  <rect x="${LEFT}" y="${y}" width="${round(x(value) - LEFT)}" height="22" rx="3" fill="${fill}"/>
  <path d="M${x(min)} ${middle}H${x(max)}M${x(min)} ${middle - 5}v10M${x(max)} ${middle - 5}v10" stroke="${INK}" stroke-width="1.5"/>
  <text x="${x(max) + 8}" y="${y + 16}" fill="${INK}">${whole(value)}</text>`;
}

export const round = (value: number) => Math.round(value * 10) / 10;

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
