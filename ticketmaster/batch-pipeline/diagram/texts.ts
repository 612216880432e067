/** The kinds of text of the drawing. All but the numbers of the steps are dark on white, since three of the six colours are too pale for white words. */
import { KINDS, textsOf } from '@ticketmaster/diagrams/texts';
import { COLOURS } from './document.ts';

const FAINT = '#4B5563';

export const text = textsOf({
  ...KINDS,
  title: { size: 34, weight: 'bold', fill: COLOURS.text },
  subtitle: { size: 14, fill: FAINT },
  layer: { size: 16, weight: 'bold', fill: COLOURS.text },
  annotation: { size: 12, style: 'italic', fill: FAINT },
  boundary: { size: 11, weight: 'bold', fill: COLOURS.boundary },
  name: { size: 15, weight: 'bold', fill: COLOURS.text },
  note: { size: 12, fill: COLOURS.text },
  heading: { size: 18, weight: 'bold', fill: COLOURS.text },
  sentence: { size: 14, fill: COLOURS.text },
  metric: { size: 13, weight: 'bold', fill: COLOURS.text },
  value: { size: 22, weight: 'bold', fill: COLOURS.text },
  rest: { size: 11, fill: FAINT },
  found: { size: 11.5, fill: COLOURS.text },
  reached: { size: 11.5, weight: 'bold', fill: COLOURS.text },
});
