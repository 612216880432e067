import { demandNumbers, demandSeries, type Headed, Undrawable } from './demands.ts';
import { type Layers, svgOf } from './svg.ts';
import { COLOURS, GREY, INK, INSIDE } from './theme.ts';
import { widthOf, wrapped } from './words.ts';

/** One line of what happened: a call, one whose answer is wrong, a fault that was made; or that some of it is left out. */
export interface LaneStep {
  look: 'call' | 'wrong' | 'fault' | 'left out';
  /** Whose; only what is left out is nobody's. */
  lane?: string;
  text: string;
  /** Seconds since the first. */
  s: number;
  /** The number of the step at which it began, where others came in between. */
  from?: number;
}

export interface LanesChart extends Headed {
  lanes: string[];
  /** In the order in which they happened. */
  steps: LaneStep[];
}

const LINE = 16; // px
const GAP = 7;
const SIZE = 12;
const TIME = 52;
const MOST_FOR_LANES = 250;
const WRONG = COLOURS[7]!;
const COLOUR_OF = { call: INK, wrong: WRONG, fault: COLOURS[1]!, 'left out': GREY };
const SHAPE_OF = { call: 'circle', wrong: 'diamond', fault: 'cross', 'left out': 'circle' };

/** Who did what in which order, from top to bottom: a lane for each process, and beside it words. Not to scale. */
export async function lanesChart(chart: LanesChart): Promise<string> {
  demand(chart);
  const { lanes, steps } = chart;
  const pitch = Math.min(68, MOST_FOR_LANES / lanes.length);
  const slanted = lanes.some(lane => widthOf(lane, SIZE) > pitch - 6);
  const top = slanted ? Math.max(...lanes.map(lane => widthOf(lane, SIZE))) * 0.7 + 10 : 24;
  const laneAt = (lane: string) => TIME + pitch * (lanes.indexOf(lane) + 0.5);
  const right = TIME + pitch * lanes.length + 8;
  let below = top + 6;
  const drawn = steps.map(step => {
    const lines = wrapped(step.text, INSIDE - right, SIZE, isLoud(step));
    const y = below + LINE / 2;
    below += lines.length * LINE + GAP;
    return {
      ...step,
      y,
      lines,
      x: step.lane === undefined ? right : laneAt(step.lane),
      time: `${step.s.toFixed(2)} s`,
    };
  });
  const own = drawn.filter(({ lane }) => lane !== undefined);
  const px = (most: number) => ({
    axis: null,
    scale: { domain: [0, most], range: [0, most], nice: false, zero: false },
  });
  const across = { type: 'quantitative', ...px(INSIDE) } as const;
  const down = { type: 'quantitative', ...px(below) } as const;
  const at = { x: { field: 'x', ...across }, y: { field: 'y', ...down } };
  const headed = lanes.map(lane => ({ lane, x: laneAt(lane), y: top, end: below, start: top + 4 }));
  const layer: Layers = [
    {
      data: { values: headed },
      mark: { type: 'text', fontSize: SIZE, fontWeight: 600, color: INK, ...place(slanted) },
      encoding: { ...at, text: { field: 'lane' } },
    },
    {
      data: { values: headed },
      mark: { type: 'rule', color: GREY, strokeWidth: 1, strokeDash: [1, 3] },
      encoding: { x: at.x, y: { field: 'start', ...down }, y2: { field: 'end' } },
    },
    {
      data: { values: own.flatMap(step => (step.from === undefined ? [] : [{ ...step, start: drawn[step.from]!.y }])) },
      mark: { type: 'rule', strokeWidth: 5, opacity: 0.45, color: COLOURS[0]! },
      encoding: { x: at.x, y: { field: 'start', ...down }, y2: { field: 'y' } },
    },
    ...own.map((step): Layers[number] => ({
      data: { values: [{ x: step.x, y: step.y }] },
      mark: {
        ...{ type: 'point', filled: true, opacity: 1, size: step.look === 'call' ? 60 : 130 },
        ...{ shape: SHAPE_OF[step.look], color: step.look === 'call' ? COLOURS[0]! : COLOUR_OF[step.look] },
      },
      encoding: at,
    })),
    {
      data: { values: own.map(({ y, time }) => ({ x: TIME - 8, y, time })) },
      mark: { type: 'text', align: 'right', baseline: 'middle', fontSize: 11, color: GREY },
      encoding: { ...at, text: { field: 'time' } },
    },
    ...drawn.map(({ look, lines, y }) => words(look, lines, { x: right, y }, at)),
  ];
  return svgOf({ kind: 'lanes', ...chart }, { width: INSIDE, height: below, layer });
}

const place = (slanted: boolean) =>
  slanted
    ? ({ angle: -45, align: 'left', baseline: 'middle' } as const)
    : ({ align: 'center', baseline: 'bottom' } as const);

const isLoud = ({ look }: Pick<LaneStep, 'look'>) => look === 'wrong' || look === 'fault';

function words(look: LaneStep['look'], lines: string[], from: { x: number; y: number }, at: object): Layers[number] {
  return {
    data: { values: [from] },
    mark: {
      ...{ type: 'text', text: lines, align: 'left', baseline: 'middle', lineHeight: LINE, fontSize: SIZE },
      ...{ color: COLOUR_OF[look], fontWeight: isLoud({ look }) ? 600 : 400, dy: 0 },
    },
    encoding: at,
  };
}

function demand(chart: LanesChart): void {
  const { lanes, steps } = chart;
  demandSeries(chart, 'lane', lanes);
  demandNumbers(
    chart,
    'time',
    steps.map(({ s }) => s),
  );
  for (const [nth, { lane, look, text, s, from }] of steps.entries()) {
    if (!(look in COLOUR_OF)) throw new Undrawable(chart, `'${text}' has a look that nobody knows: ${look}`);
    if (text.trim() === '') throw new Undrawable(chart, `step ${nth} says nothing`);
    if (lane === undefined && look !== 'left out') throw new Undrawable(chart, `'${text}' is in no lane`);
    if (lane !== undefined && !lanes.includes(lane))
      throw new Undrawable(chart, `'${text}' is in '${lane}', which is no lane`);
    if (nth > 0 && look !== 'left out' && s < steps[nth - 1]!.s)
      throw new Undrawable(chart, `'${text}' goes back in time`);
    if (from !== undefined && !(from >= 0 && from < nth))
      throw new Undrawable(chart, `'${text}' began at no step before it`);
  }
}
