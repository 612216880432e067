/** The icons of the drawing. */
import { iconsOf, SHAPES, stroke } from '@ticketmaster/diagrams/icons';

const ICONS = {
  ...SHAPES,
  server: `${stroke('M4 4h16v6.5h-16zM4 13.5h16v6.5h-16z')}${stroke('M7.5 7.2v.1M7.5 16.7v.1M11 7.2h6M11 16.7h6')}`,
  wheel: `<circle cx="12" cy="12" r="2.2"/>${stroke('M4 12a8 8 0 0 1 16 0a8 8 0 0 1-16 0zM12 2v7M12 15v7M2 12h7M15 12h7M5 5l4.9 4.9M14.1 14.1l4.9 4.9M19 5l-4.9 4.9M9.9 14.1l-4.9 4.9', ' stroke-width="1.6"')}`,
  chip: `${stroke('M6 6h12v12h-12z')}<path d="M10 10h4v4h-4z"/>${stroke('M9 2.5v3.5M15 2.5v3.5M9 18v3.5M15 18v3.5M2.5 9h3.5M2.5 15h3.5M18 9h3.5M18 15h3.5')}`,
  scale: stroke('M14 10l7-7M15.5 3h5.5v5.5M10 14l-7 7M3 15.5v5.5h5.5'),
  cube: stroke('M12 2.5l8.5 4.8v9.4l-8.5 4.8-8.5-4.8v-9.4zM3.5 7.3l8.5 4.7 8.5-4.7M12 12v9.5'),
  bolt: `<path d="M13.5 2.5l-8.5 11.5h6l-1 7.5 8.5-11.5h-6z" stroke-width="1"/>`,
  sliders: `${stroke('M3 6h18M3 12h18M3 18h18')}<circle cx="8" cy="6" r="2"/><circle cx="15.5" cy="12" r="2"/><circle cx="10" cy="18" r="2"/>`,
  stack: stroke('M12 3l9 4.5-9 4.5-9-4.5zM3 12l9 4.5 9-4.5M3 16.5l9 4.5 9-4.5'),
  fast: stroke('M4 5l7 7-7 7M12.5 5l7 7-7 7'),
  fork: stroke('M3 12h6c4 0 4-6 8-6h3.5M9 12c4 0 4 6 8 6h3.5M18 3l3 3-3 3M18 15l3 3-3 3'),
  pulse: stroke('M2.5 12.5h4.5l3-8 4.5 15 3-7h4'),
  check: stroke('M4 12.5l5.5 5.5L20.5 6.5', ' stroke-width="3"'),
  bars: stroke('M3 3v18h18M8 17v-5M13 17v-10M18 17v-7'),
};

export type Icon = keyof typeof ICONS;
export const icon = iconsOf(ICONS);
