import { said } from '../document.ts';
import { exactly, type Section } from '../section.ts';
import { percent } from '../shown.ts';
import {
  asDrawn,
  availabilityOf,
  EC2_SLA,
  MONTH,
  monthsOf,
  ofAvailability,
  type Part,
  together,
} from '../uptime-model.ts';
import type { Effort } from './search.ts';

export interface Uptime {
  section: Section;
  drawn: number;
  promised: number;
}

const times =
  (factor: number, which: (part: Part) => boolean = () => true) =>
  (part: Part) =>
    which(part) ? { ...part, mttr: part.mttr * factor } : part;

const isInstance = ({ what }: Part) => /node|broker|Redis, primary/.test(what) && !/zone/.test(what);

/** Three brokers, and a second GPU node in another zone. */
const mended = asDrawn.flatMap((part): Part[] => {
  if (part.what === 'Kafka brokers') return [{ ...part, what: 'Kafka brokers, three', of: 3 }];
  if (part.what === 'GPU node') return [{ ...part, what: 'GPU nodes, two', of: 2 }];
  if (/^zone/.test(part.what)) return [{ ...part, what: 'zones, two', of: 2 }];
  return [part];
});

const CASES: { name: string; parts: Part[] }[] = [
  { name: 'as drawn', parts: asDrawn },
  {
    name: 'as drawn, everything fails three times as often',
    parts: asDrawn.map(part => ({ ...part, mtbf: part.mtbf / 3 })),
  },
  {
    name: 'as drawn, what people repair takes eight times as long',
    parts: asDrawn.map(times(8, ({ byHand }) => byHand === true)),
  },
  {
    name: 'as drawn, an instance is there as its SLA promises',
    parts: asDrawn.map(part =>
      isInstance(part) ? { ...part, ...ofAvailability(EC2_SLA.availability, part.mtbf) } : part,
    ),
  },
  { name: 'three brokers, two GPU nodes in two zones', parts: mended },
];

/** Of failure and repair: how often an image that is asked for now can be made at all. */
export function uptime({ seed, runs }: Pick<Effort, 'seed' | 'runs'>): Uptime {
  const months = 400 * runs;
  const found = CASES.map(({ name, parts }) => {
    const away = monthsOf(parts, months, seed);
    const bad = away.filter(hours => hours > (1 - said.uptime) * MONTH).length / months;
    const simulated = 1 - away.reduce((sum, hours) => sum + hours, 0) / (months * MONTH);
    return { name, computed: together(parts), simulated, bad };
  });
  const [drawn, , late, promised, better] = found as [(typeof found)[0], ...typeof found];
  const minutes = (part: Part) => (1 - availabilityOf(part)) * MONTH * 60;
  const worst = asDrawn.toSorted((one, other) => minutes(other) - minutes(one))[0]!;
  const is = (availability: number) => (availability >= said.uptime ? 'reached' : 'missed');
  return {
    ...{ drawn: drawn.computed, promised: promised!.computed },
    section: {
      title: 'Is it there 99.5 % of the time?',
      answer: `${drawn.computed >= said.uptime ? 'Yes, on average' : 'No'}: ${percent(drawn.computed, 2)} as drawn if the assumed rates hold and somebody repairs Kafka within the hour; with nobody on call ${percent(late!.computed, 2)} (${is(late!.computed)}), and by what AWS promises for single instances ${percent(promised!.computed, 2)} (${is(promised!.computed)}). Three brokers and a second GPU node in another zone make ${percent(better!.computed, 2)}.`,
      about: `99.5 % of a month are 3.65 hours away. An image that is asked for can be made while enough of every part works. Computed, and simulated over ${months} months with exponential times to failure and repair. Two brokers that are their own controllers are both needed for a majority (https://kafka.apache.org/40/operations/kraft), so the second is no spare. Rates are assumptions where the table below names no source; SLA of an instance: ${EC2_SLA.source}.`,
      head: ['case', 'computed', 'simulated', 'months below 99.5 %', 'reached'],
      rows: found.map(({ name, computed, simulated, bad }) => [
        ...[
          name,
          percent(computed, 3),
          percent(simulated, 3),
          percent(bad, 1),
          computed >= said.uptime ? 'yes' : '**no**',
        ],
      ]),
      notes: asDrawn.map(
        part =>
          `${part.what}: ${part.needs} of ${part.of} needed; fails every ${Math.round(part.mtbf)} h, back after ${(60 * part.mttr).toFixed(0)} min${part.byHand ? ', by hand' : ''}; ${minutes(part).toFixed(1)} min a month away (${part.source}).`,
      ),
      chart: {
        ...{ kind: 'bars', file: 'uptime.svg', title: 'What is away for how long, in an average month' },
        subtitles: [`as drawn; 99.5 % allow 219 minutes; the most by ${worst.what}; rates are assumptions`],
        unit: 'minutes a month',
        bars: asDrawn
          .filter(part => minutes(part) > 0.1)
          .map(part => ({ label: part.what, ...exactly(minutes(part)) })),
      },
    },
  };
}
