import { hash } from 'node:crypto';
import type { Show } from './shows.ts';

/** A poster for a show, drawn from its name alone: the same show always has the same one. */
export function posterOf({ eventId, name, performer, genre, venue, startsAt }: Show): string {
  const bytes = Buffer.from(hash('sha256', `${eventId} ${performer}`, 'hex'), 'hex');
  const hue = (bytes[0]! * 360) / 256;
  const [dark, mid, light] = [`hsl(${hue} 45% 16%)`, `hsl(${hue + 40} 65% 45%)`, `hsl(${hue + 70} 85% 72%)`];
  const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const lines = wrapped(name, 12);
  const top = 306 - 40 * (lines.length - 1); // the more lines, the higher the first: what stands below them stays
  const title = lines.map((line, i) => `<tspan x="24" dy="${i ? 40 : 0}">${escaped(line)}</tspan>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400" role="img" aria-label="${escaped(name)}">
<rect width="300" height="400" fill="${dark}"/>
${shapes[bytes[1]! % shapes.length]!(bytes, mid, light)}
<rect y="${top - 42}" width="300" height="${442 - top}" fill="${dark}" opacity=".82"/>
<g font-family="system-ui, sans-serif" fill="white">
<text x="24" y="${top}" font-size="32" font-weight="800">${title}</text>
<text x="24" y="336" font-size="17" fill="${light}">${escaped(performer)}</text>
<text x="24" y="372" font-size="13" opacity=".85">${escaped(`${venue.name}, ${venue.city}`)}</text>
<text x="24" y="388" font-size="12" opacity=".7">${day.format(new Date(startsAt))} · ${escaped(genre)}</text>
</g></svg>`;
}

type Shape = (bytes: Buffer, mid: string, light: string) => string;
const many = (count: number, draw: (i: number) => string) => Array.from({ length: count }, (_, i) => draw(i)).join('');

/** Circles, rays, waves, bars. */
const shapes: Shape[] = [
  (bytes, mid, light) =>
    many(
      7,
      i =>
        `<circle cx="${40 + ((bytes[i + 2]! * 7) % 240)}" cy="${20 + ((bytes[i + 9]! * 5) % 200)}" r="${14 + (bytes[i + 16]! % 52)}" fill="${i % 2 ? mid : light}" opacity=".7"/>`,
    ),
  (bytes, mid, light) =>
    `<circle cx="150" cy="120" r="46" fill="${light}"/>${many(16, i => `<path d="M150 120 L${150 + 260 * Math.cos((i * Math.PI) / 8)} ${120 + 260 * Math.sin((i * Math.PI) / 8)}" stroke="${mid}" stroke-width="${3 + (bytes[i + 2]! % 9)}" opacity=".6"/>`)}`,
  (bytes, mid, light) =>
    many(
      8,
      i =>
        `<path d="M0 ${30 + 28 * i} Q75 ${10 + 28 * i + (bytes[i + 2]! % 50)} 150 ${30 + 28 * i} T300 ${30 + 28 * i}" fill="none" stroke="${i % 2 ? mid : light}" stroke-width="${4 + (i % 3) * 4}" opacity=".75"/>`,
    ),
  (bytes, mid, light) =>
    many(
      12,
      i =>
        `<rect x="${12 + 24 * i}" y="${20 + (bytes[i + 2]! % 120)}" width="14" height="260" rx="7" fill="${i % 3 ? mid : light}" opacity=".8"/>`,
    ),
];

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${lines[2]} …`];
}

const escaped = (text: string) => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
