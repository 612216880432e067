import { createHash } from 'node:crypto';

export type Layout = 'club' | 'theatre' | 'arena';

type Point = [x: number, y: number];

export interface Section {
  id: string;
  name: string;
  /** What its seats have in common, also in price: 'A' of the section A1. */
  category: string;
  /** The outline, for a map of all sections. */
  shape: Point[];
  /** Where its name is written. */
  label: Point;
  rows: { name: string; seats: [seatId: string, x: number, y: number][] }[];
}

/** Where the seats of a venue are. It never changes: another layout is another chart with another hash. */
export interface Chart {
  hash: string;
  name: Layout;
  width: number;
  height: number;
  stage: [x: number, y: number, width: number, height: number];
  sections: Section[];
}

/** Rings of sections around a stage. Seats stand on arcs, a unit apart. */
interface Ring {
  /** 'A' makes the sections A1, A2 … */
  letter: string;
  sections: number;
  rows: number;
  seats: number;
  radius: number;
}

const plans: Record<Layout, { rings: Ring[]; from: number; to: number }> = {
  club: { rings: [{ letter: 'F', sections: 4, rows: 5, seats: 10, radius: 14 }], from: 20, to: 160 },
  theatre: {
    rings: [
      { letter: 'S', sections: 5, rows: 12, seats: 12, radius: 16 },
      { letter: 'B', sections: 6, rows: 8, seats: 10, radius: 34 },
    ],
    from: 25,
    to: 155,
  },
  arena: {
    rings: [
      { letter: 'A', sections: 12, rows: 20, seats: 20, radius: 44 },
      { letter: 'B', sections: 20, rows: 20, seats: 20, radius: 76 },
      { letter: 'C', sections: 24, rows: 15, seats: 20, radius: 108 },
    ],
    from: -60,
    to: 240,
  },
};

const chartOf = (layout: Layout): Chart => {
  const { rings, from, to } = plans[layout];
  const outer = Math.max(...rings.map(({ radius, rows }) => radius + rows)) + 4;
  const [cx, cy] = [outer, from < 0 ? outer : 8];
  const at = (degrees: number, radius: number): Point => {
    const angle = (degrees / 180) * Math.PI;
    return [round(cx - Math.cos(angle) * radius), round(cy + Math.sin(angle) * radius)];
  };
  const sections = rings.flatMap(({ letter, sections: count, rows, seats, radius }) =>
    Array.from({ length: count }, (_, i): Section => {
      const [width, gap] = [(to - from) / count, 1.2];
      const [left, right] = [from + i * width + gap / 2, from + (i + 1) * width - gap / 2];
      const id = `${letter}${i + 1}`;
      const middle = radius + rows / 2;
      return {
        ...{ id, name: `Section ${id}`, category: letter, label: at((left + right) / 2, middle) },
        shape: [
          ...arc(left, right).map(degrees => at(degrees, radius - 1)),
          ...arc(right, left).map(degrees => at(degrees, radius + rows)),
        ],
        rows: Array.from({ length: rows }, (_row, r) => ({
          name: `${r + 1}`,
          seats: Array.from({ length: seats }, (_seat, s): [string, number, number] => {
            const degrees = left + ((s + 0.5) / seats) * (right - left);
            return [`${id}-${r + 1}-${s + 1}`, ...at(degrees, radius + r)];
          }),
        })),
      };
    }),
  );
  const chart = {
    ...{ name: layout, width: 2 * outer, height: Math.ceil(cy + outer) },
    stage: [cx - 8, cy - 6, 16, from < 0 ? 12 : 5] as Chart['stage'],
    sections,
  };
  return { hash: createHash('sha256').update(JSON.stringify(chart)).digest('base64url').slice(0, 16), ...chart };
};

const arc = (from: number, to: number) => [0, 0.25, 0.5, 0.75, 1].map(part => from + part * (to - from));
const round = (n: number) => Math.round(n * 100) / 100;

/** A chart with what is looked up again and again. */
export interface Seating {
  chart: Chart;
  /** The chart as it is sent. */
  text: string;
  /** All seats; their places here are their indexes in `states`. */
  seatIds: string[];
  indexOf: ReadonlyMap<string, number>;
  /** Rows of neighbours, as indexes: the seats of a row stand in their order. How far each is from the stage, in rows; the nearest first. */
  rows: { section: string; category: string; seats: number[]; distance: number }[];
}

const made = new Map<Layout, Seating>();

export function seatingOf(layout: Layout): Seating {
  const before = made.get(layout);
  if (before) return before;
  const chart = chartOf(layout);
  const seatIds = chart.sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map(([seatId]) => seatId)));
  const indexOf = new Map(seatIds.map((seatId, i) => [seatId, i]));
  const unsorted = chart.sections.flatMap(({ id, category, rows }) =>
    rows.map(({ seats }) => ({
      ...{ section: id, category },
      seats: seats.map(([seatId]) => indexOf.get(seatId)!),
      distance: fromStage(chart, seats[Math.floor(seats.length / 2)]!),
    })),
  );
  const rows = unsorted.toSorted((a, b) => a.distance - b.distance);
  const seating = { chart, text: JSON.stringify(chart), seatIds, indexOf, rows };
  made.set(layout, seating);
  return seating;
}

const fromStage = ({ stage: [left, top, width, height] }: Chart, [, x, y]: [string, number, number]) =>
  Math.hypot(x - left - width / 2, y - top - height / 2);

export const layouts = Object.keys(plans) as Layout[];

/** The categories of sections, nearest to the stage first. */
export const categoriesOf = (layout: Layout): string[] => plans[layout].rings.map(({ letter }) => letter);

/** The seating whose chart has that hash; undefined for none. */
export const seatingByHash = (hash: string): Seating | undefined =>
  layouts.map(seatingOf).find(({ chart }) => chart.hash === hash);
