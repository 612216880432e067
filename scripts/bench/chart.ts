import { whole } from './numbers.ts';

/** One bar: its length is `value`; the thin line through its end goes from `min` to `max`. */
export interface Bar {
  label: string;
  value: number;
  min: number;
  max: number;
}

const WIDTH = 860;
const LEFT = 250; // for the labels
const RIGHT = 90; // for the figures
const STEP = 34;
const TITLE = 44; // and for each line below it:
const LINE = 17;

/** Horizontal bars as an SVG that needs nothing else: its own background, so it reads on a dark page, too. */
export function barChart(title: string, subtitles: string[], bars: Bar[]): string {
  const most = Math.max(1, ...bars.map(({ max }) => max));
  const x = (value: number) => round(LEFT + (value / most) * (WIDTH - LEFT - RIGHT));
  const top = TITLE + subtitles.length * LINE;
  const height = top + bars.length * STEP + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="14">
  <rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600" fill="#1f2328">${escaped(title)}</text>
${subtitles.map((text, i) => `  <text x="20" y="${TITLE + 4 + i * LINE}" font-size="12" fill="#59636e">${escaped(text)}</text>`).join('\n')}
${bars.map((bar, i) => drawn(bar, top + i * STEP, x)).join('\n')}
</svg>
`;
}

function drawn({ label, value, min, max }: Bar, y: number, x: (value: number) => number): string {
  const middle = y + 11;
  return `  <text x="${LEFT - 12}" y="${y + 16}" text-anchor="end" fill="#1f2328">${escaped(label)}</text>
  <rect x="${LEFT}" y="${y}" width="${round(x(value) - LEFT)}" height="22" rx="3" fill="#4f7cac"/>
  <path d="M${x(min)} ${middle}H${x(max)}M${x(min)} ${middle - 5}v10M${x(max)} ${middle - 5}v10" stroke="#1f2328" stroke-width="1.5"/>
  <text x="${x(max) + 8}" y="${y + 16}" fill="#1f2328">${whole(value)}</text>`;
}

const round = (value: number) => Math.round(value * 10) / 10;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
