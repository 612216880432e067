import type { Artwork } from '../artwork.ts';
import { randomOf } from './random.ts';

const RAYS = 28;
const DOTS = 240;
const RIBBONS = 7;

const round = (value: number) => Math.round(value * 100) / 100;

/**
 * A drawing that follows from what was asked for alone: light from a stage, ribbons of sound, and a crowd of dots, in colours of the prompt. SVG
 * without letters, whose shapes would be those of the machine's fonts.
 */
export function drawingOf({ prompt, style, size, seed }: Artwork): string {
  const random = randomOf(prompt, style, seed);
  const [width, height] = [size, style === 'ticket' ? size / 2 : size];
  const hue = Math.floor(random() * 360);
  const colour = (turn: number, light: number, alpha = 1) =>
    `hsla(${(hue + turn + Math.floor(random() * 40)) % 360},${60 + Math.floor(random() * 35)}%,${light}%,${alpha})`;
  const [x, y] = [width * (0.3 + 0.4 * random()), height * (0.15 + 0.2 * random())];

  const ray = () => {
    const angle = random() * Math.PI * 2;
    const [far, wide] = [width * (0.6 + random()), 0.02 + random() * 0.08];
    const at = (turn: number) => `${round(x + Math.cos(turn) * far)} ${round(y + Math.sin(turn) * far)}`;
    return `<path d="M${round(x)} ${round(y)}L${at(angle - wide)}L${at(angle + wide)}Z" fill="${colour(30, 70, 0.25)}"/>`;
  };
  const ribbon = (nth: number) => {
    const middle = height * (0.35 + (nth / RIBBONS) * 0.5);
    const [high, turn, waves] = [height * 0.05 * (1 + random()), random() * 6, 2 + random() * 4];
    const points = Array.from({ length: 61 }, (_, i) => {
      const along = i / 60;
      return `${round(along * width)} ${round(middle + Math.sin(along * waves * Math.PI + turn) * high)}`;
    });
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour(160, 55, 0.8)}" stroke-width="${round(height * 0.012)}"/>`;
  };
  const dot = () => {
    const depth = random();
    const [cx, cy] = [random() * width, height * (0.78 + depth * 0.2)];
    return `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(width * (0.004 + depth * 0.012))}" fill="${colour(200, 12 + 30 * depth)}"/>`;
  };

  const many = (count: number, one: (nth: number) => string) =>
    Array.from({ length: count }, (_, nth) => one(nth)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<defs><radialGradient id="sky" cx="${round(x / width)}" cy="${round(y / height)}" r="1"><stop offset="0" stop-color="${colour(0, 60)}"/><stop offset="1" stop-color="${colour(60, 8)}"/></radialGradient>
<filter id="haze" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="${round(0.01 + random() * 0.02)}" numOctaves="6" seed="${Math.floor(random() * 1_000)}"/><feGaussianBlur stdDeviation="${round(size / 128)}"/><feColorMatrix values="0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 0.5 0.3 0 0 0"/></filter></defs>
<rect width="${width}" height="${height}" fill="url(#sky)"/>${many(RAYS, ray)}<rect width="${width}" height="${height}" filter="url(#haze)" opacity="0.35"/>${many(RIBBONS, ribbon)}${many(DOTS, dot)}
</svg>`;
}
