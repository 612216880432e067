/** Icons of our own, as shapes on a square of 24 px: strokes of 2 px, and no emoji. */
import { px } from './path.ts';
import { PAPER } from './texts.ts';

export const stroke = (d: string, more = '') => `<path d="${d}" fill="none"${more}/>`;

export const SHAPES = {
  network: `${stroke('M12 7v10M5 17v-3.5a1.5 1.5 0 0 1 1.5-1.5h11a1.5 1.5 0 0 1 1.5 1.5v3.5')}<circle cx="12" cy="4.8" r="2.6"/><circle cx="5" cy="19" r="2"/><circle cx="12" cy="19" r="2"/><circle cx="19" cy="19" r="2"/>`,
  notification: `${stroke('M5 17h14l-1.8-2.6v-4.2a5.2 5.2 0 0 0-10.4 0v4.2zM12 2.8v2.2')}<path d="M9.6 19.6h4.8a2.4 2.4 0 0 1-4.8 0z" stroke="none"/>`,
  lock: `${stroke('M7.6 10.5V7.4a4.4 4.4 0 0 1 8.8 0v3.1')}<path fill-rule="evenodd" stroke="none" d="M6.2 10.2h11.6a1.8 1.8 0 0 1 1.8 1.8v8a1.8 1.8 0 0 1-1.8 1.8h-11.6a1.8 1.8 0 0 1-1.8-1.8v-8a1.8 1.8 0 0 1 1.8-1.8zM12 13.2a1.8 1.8 0 0 0-.9 3.35v2.15h1.8v-2.15a1.8 1.8 0 0 0-.9-3.35z"/>`,
  stream: stroke(
    'M2.5 7c3.2-3 6.3 3 9.5 0s6.3-3 9.5 0M2.5 12.5c3.2-3 6.3 3 9.5 0s6.3-3 9.5 0M2.5 18c3.2-3 6.3 3 9.5 0s6.3-3 9.5 0',
  ),
  database: `<ellipse cx="12" cy="5.8" rx="7.5" ry="2.8"/>${stroke('M4.5 5.8v12.4c0 1.6 3.3 2.8 7.5 2.8s7.5-1.2 7.5-2.8V5.8M4.5 12c0 1.6 3.3 2.8 7.5 2.8s7.5-1.2 7.5-2.8')}`,
  envelope: `${stroke('M4.3 5.5h15.4a1.8 1.8 0 0 1 1.8 1.8v9.6a1.8 1.8 0 0 1-1.8 1.8h-15.4a1.8 1.8 0 0 1-1.8-1.8v-9.6a1.8 1.8 0 0 1 1.8-1.8z')}${stroke('M3.2 7.2l8.8 6.6 8.8-6.6')}`,
  person: `<circle cx="12" cy="7.4" r="4.6" stroke="none"/><path d="M3.2 22a8.8 8.8 0 0 1 17.6 0z" stroke="none"/>`,
  warning: `<path d="M12 3.6 21.8 20.6H2.2z"/>${stroke('M12 10v4.4M12 17.4v.1', ' stroke="#FFFFFF"')}`,
};

/** Draws one of these shapes; its upper left corner is at x, y. */
export const iconsOf =
  <I extends string>(shapes: Record<I, string>) =>
  (name: I, x: number, y: number, size: number, colour: string = PAPER) =>
    `<g class="icon" data-icon="${name}" transform="translate(${px(x)} ${px(y)}) scale(${px(size / 24)})" fill="${colour}" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes[name]}</g>`;
