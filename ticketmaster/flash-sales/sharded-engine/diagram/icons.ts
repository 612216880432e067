/** The icons of the drawing. */
import { iconsOf, SHAPES, stroke } from '@ticketmaster/diagrams/icons';

export const icon = iconsOf({
  ...SHAPES,
  ticket: `${stroke('M2.5 7.5a1.5 1.5 0 0 1 1.5-1.5h16a1.5 1.5 0 0 1 1.5 1.5v2.4a2.2 2.2 0 0 0 0 4.2v2.4a1.5 1.5 0 0 1-1.5 1.5h-16a1.5 1.5 0 0 1-1.5-1.5v-2.4a2.2 2.2 0 0 0 0-4.2z')}${stroke('M15 7v10', ' stroke-dasharray="1.4 2.9"')}${stroke('M6.5 10.2h5M6.5 13.8h5')}`,
});
