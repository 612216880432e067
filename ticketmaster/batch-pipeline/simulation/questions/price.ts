import { said } from '../document.ts';
import { drawn, HOURS_A_MONTH, monthly, prices, total } from '../prices.ts';
import { exactly, type Section } from '../section.ts';
import { dollars, whole } from '../shown.ts';

export interface Cost {
  section: Section;
  total: number;
  /** Hours a day for which a GPU node can be paid at the document's price. */
  gpuHoursADay: number;
}

/** What the drawn cluster costs. */
export function price(): Cost {
  const items = drawn();
  const sum = total(items);
  const gpu = monthly(items.find(item => item.price === prices.gpuNode)!);
  const gpuHoursADay = Math.max(0, ((said.dollarsAMonth - (sum - gpu)) / prices.gpuNode.hourly / HOURS_A_MONTH) * 24);
  const core = gpu + monthly(items[0]!);
  return {
    ...{ total: sum, gpuHoursADay },
    section: {
      title: 'Does it cost $435 a month?',
      answer: `No: ${dollars(sum)}, on demand and without traffic, and the control plane with the one GPU node alone ${dollars(core)}. For $435 the GPU node can run ${gpuHoursADay.toFixed(1)} hours a day; or it is bought by the year or as spot.`,
      about: `AWS, us-east-1, 730 hours. List prices as known, each with how old it is and where to check it: do that before you rely on one. Volumes of 50 GB for each node, and one capacity unit of the load balancer, are assumptions; data out, logs, snapshots and the CDN are not in it.`,
      head: ['what', 'count', 'each', 'a month', 'as of', 'seen', 'check at'],
      rows: items.map(item => {
        const { what, hourly, monthly: each, asOf, source, seen } = item.price;
        const shown = each === undefined ? `$${hourly} an hour` : `$${each} a month`;
        return [`${item.what}: ${what}`, whole(item.count), shown, `$${monthly(item).toFixed(2)}`, asOf, seen, source];
      }),
      notes: [`Together $${sum.toFixed(2)} a month, ${dollars(sum - said.dollarsAMonth)} more than said.`],
      chart: {
        ...{ kind: 'bars', file: 'price.svg', title: 'What a month of the drawn cluster costs' },
        subtitles: [
          `together ${dollars(sum)}; the document says $${said.dollarsAMonth}; list prices as known, check them`,
        ],
        unit: 'dollars a month',
        bars: items.map(item => ({ label: item.what, ...exactly(monthly(item)) })),
      },
    },
  };
}
