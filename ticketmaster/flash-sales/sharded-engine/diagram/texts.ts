/** The kinds of text of the drawing, as the document lists them. */
import { KINDS, textsOf } from '@ticketmaster/diagrams/texts';
import { COLOURS } from './document.ts';

// The document asks for text in dark gray, and for white names and ports: white is what stands in a coloured box, gray the rest.
export const text = textsOf({
  ...KINDS,
  name: { size: 18, weight: 'bold', fill: COLOURS.background },
  port: { size: 14, fill: COLOURS.background },
  /** The second line of a box: in 10 px gray, as other annotations are, it would vanish on the colour. */
  note: { size: 14, fill: COLOURS.background },
  annotation: { size: 10, style: 'italic', fill: COLOURS.balancer },
  /** The names that stand outside of their boxes, on white: the size of names, the colour of text. */
  outside: { size: 18, weight: 'bold', fill: COLOURS.text },
  title: { size: 34, weight: 'bold', fill: COLOURS.text },
  heading: { size: 18, weight: 'bold', fill: COLOURS.text },
  sentence: { size: 14, fill: COLOURS.text },
});
