import type { Live } from './seat-states.ts';
import type { Chart, ChartSection, Placed } from './seats.ts';

/** What the map and the list show, and do. */
export interface ChooseParts {
  chart: Chart;
  sections: Map<string, Placed[]>;
  live: Live;
  /** Ids of the seats that the visitor has chosen. */
  chosen: Set<string>;
  /** Ids of the seats that the visitor holds: the server said so. */
  mine: Set<string>;
  choose: (seatId: string) => void;
  /** Of a seat in this section, in words. */
  priceIn: (section: ChartSection) => string;
}
