import type { Told } from './alerts.ts';
import type { Panel } from './panels.ts';
import type { Points } from './prometheus.ts';

/** A panel, and what was measured, by what its queries are called. */
export interface Drawn extends Panel {
  lines: Record<string, Points>;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [420, 150, 44, 18];
const COLOURS = ['#2c7fb8', '#d95f0e', '#1b7837'];

const AGAIN = `<script>setInterval(async () => {
  const answer = await fetch('/').then(response => response.text()).catch(() => undefined);
  if (!answer) return;
  const page = new DOMParser().parseFromString(answer, 'text/html');
  document.title = page.title;
  document.querySelector('main').replaceWith(page.querySelector('main'));
}, 2000)</script>`;

const text = (value: string) => value.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
const short = (value: number) => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100).toString();

/** The page for those without Grafana: charts of the last minutes, what fires, and what was told. It fetches itself anew every two seconds. */
export function pageOf(drawn: Drawn[], firing: Told[], told: Told[], seconds: number, now: number): string {
  const alerts = firing.map(
    one =>
      `<li class="${one.severity === 'critical' ? 'critical' : 'warning'}">${text(one.alert)}: ${text(one.summary)}</li>`,
  );
  const history = told
    .slice(-12)
    .toReversed()
    .map(
      one =>
        `<tr><td>${text(one.at.slice(11, 19))}</td><td>${one.status}</td><td>${text(one.alert)}</td><td>${text(one.summary)}</td></tr>`,
    );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${firing.length ? `${firing.length} alerts` : 'All is well'}</title>
<style>body{font:14px system-ui,sans-serif;margin:1.5rem;color:#222;background:#fff}h1{font-size:1.2rem}h2{font-size:.95rem;margin:.2rem 0}.charts{display:flex;flex-wrap:wrap;gap:1rem}section{border:1px solid #ccc;border-radius:6px;padding:.6rem}.critical{color:#a50f15;font-weight:bold}.warning{color:#8a4b00}.well{color:#1b5e20}td{padding:.1rem .6rem .1rem 0}text{font:11px system-ui,sans-serif;fill:#444}</style></head><body>
<main><h1>The pipeline</h1><div role="status"><ul>${alerts.join('') || '<li class="well">Nothing fires.</li>'}</ul></div>
<div class="charts">${drawn.map(one => `<section><h2>${text(one.title)} (${one.unit})</h2>${chartOf(one, seconds, now)}</section>`).join('')}</div>
<h2>What was told</h2><table><tbody>${history.join('') || '<tr><td>Nothing yet.</td></tr>'}</tbody></table></main>${AGAIN}</body></html>`;
}

function chartOf({ title, unit, lines }: Drawn, seconds: number, now: number): string {
  const most =
    Math.max(
      unit === 'share' ? 1 : 0,
      ...Object.values(lines)
        .flat()
        .map(([, value]) => value),
    ) || 1;
  const x = (at: number) => LEFT + ((at - (now / 1_000 - seconds)) / seconds) * (WIDTH - LEFT - 4);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 16);
  const drawn = Object.entries(lines).map(([name, points], nth) => {
    const path = points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const last = points.at(-1)?.[1];
    return `<polyline points="${path}" fill="none" stroke="${COLOURS[nth]}" stroke-width="2"/><text x="${LEFT + 4 + nth * 122}" y="11" style="fill:${COLOURS[nth]}">${text(name)} ${last === undefined ? '–' : short(last)}</text>`;
  });
  return `<svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${text(title)}"><line x1="${LEFT}" x2="${WIDTH - 4}" y1="${y(0)}" y2="${y(0)}" stroke="#999"/><line x1="${LEFT}" x2="${LEFT}" y1="16" y2="${y(0)}" stroke="#999"/><text x="2" y="${y(most) + 4}">${short(most)}</text><text x="2" y="${y(0)}">0</text><text x="${LEFT}" y="${HEIGHT - 4}">${seconds} s ago</text><text x="${WIDTH - 28}" y="${HEIGHT - 4}">now</text>${drawn.join('')}</svg>`;
}
