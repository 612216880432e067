import { type Struck, storm, stormPlan } from '../../../ticketmaster/flash-sales/disaster/storm.ts';
import { type WiringName, wirings } from '../../../ticketmaster/flash-sales/disaster/wirings.ts';
import { whole } from '../../bench/numbers.ts';
import { programs } from '../../servers/programs.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';

/** What each adds to the one before. */
const adds: Record<WiringName, string> = {
  unprotected: 'nothing: read the stock, write it less one',
  lock: 'a Redis lock with a token, of five seconds',
  atomic: '`inventory = inventory - 1 where inventory > 0`',
  'row-lock': '`select … for update`',
  restores: 'units of a failed payment go back',
  protected: 'what a crash left reserved is finished or given back',
};

/** The same storm for each: buyers who all press at once, cards that are declined, a buyer who stalls with the lock, servers that are killed. */
export async function protections({ urls, tell }: Measuring): Promise<Section> {
  Object.assign(process.env, urls);
  const nginx = (await programs.nginx!(tell)).NGINX_PATH!;
  const plan = stormPlan({ nginx });
  const struck: [WiringName, Struck][] = [];
  for (const wiring of Object.keys(wirings) as WiringName[]) {
    const one = await storm({ ...plan, wiring });
    struck.push([wiring, one]);
    tell(
      `${wiring.padEnd(12)} ${one.audit.confirmed} confirmed, ${one.audit.oversold} oversold, ${one.audit.lost} lost`,
    );
  }
  const { buyers, units, declinedPercent } = plan;
  return {
    title: 'One protection after the other',
    about: `${whole(buyers)} buyers press at the same moment for ${units} units; ${declinedPercent} % of the cards are declined; one of the three servers stalls with the stock in its hands for longer than a lock lasts, and each is killed when it has reserved a few. Each row has all protections of the rows above, and one more. Right is: ${units} confirmed, and 0 in the last three columns.`,
    head: ['protection', 'confirmed', 'money kept for', 'oversold', 'lost', 'reserved for ever'],
    rows: struck.map(([wiring, { audit }]) => [
      `**${wiring}**: ${adds[wiring]}`,
      ...[audit.confirmed, audit.capturedCents / 5_000, audit.oversold, audit.lost, audit.reserved].map(whole),
    ]),
    notes: [
      'A unit that is lost is nobody’s, and nobody can buy it: its payment failed. A unit that is reserved for ever belongs to a purchase whose server died.',
    ],
    chart: chartOf(struck, units),
    raw: struck.map(([wiring, { audit, rushed }]) => ({ wiring, audit, ends: rushed.ends, answers: rushed.answers })),
  };
}

function chartOf(struck: [WiringName, Struck][], units: number): Picture {
  return {
    ...{
      kind: 'grouped bars',
      file: 'protections.svg',
      title: 'Units, by protection',
      unit: 'units',
      groupTitle: 'protection',
    },
    subtitles: [`${units} were on sale; each has the protections of those above it`],
    bars: struck.flatMap(([group, { audit }]) => [
      { group, series: 'confirmed', value: audit.confirmed },
      { group, series: 'reserved for ever', value: audit.reserved },
      { group, series: 'lost', value: audit.lost },
    ]),
  };
}
