import { demand, type OnSale, peaks, type Second, TEN_MILLION } from '../on-sale/crowd.ts';
import type { Rates } from '../on-sale/rates.ts';
import { processesFor, type Resource, resourcesOf, visitorsForOne } from '../on-sale/resources.ts';
import { prices } from '../prices.ts';
import { exactly, type Section } from '../section.ts';
import { dollars, whole } from '../shown.ts';

/** A node has two cores, and a process of Node uses one. */
const PROCESSES_A_NODE = 2;
/** Bytes of an answer to a poll, with headers. An assumption. */
const ANSWER_BYTES = 700;
/** One capacity unit of a load balancer: connections open at once. https://aws.amazon.com/elasticloadbalancing/pricing/ */
const OPEN_A_UNIT = 3_000;
const GB = 1e9;

export interface TenMillion {
  sections: Section[];
  first: Resource;
}

/** Ten million visitors on one event, by what this lab measured of its real implementation. */
export function tenMillion(rates: Rates, sale: OnSale = TEN_MILLION): TenMillion {
  const seconds = demand(sale, rates);
  const peak = peaks(seconds);
  const resources = resourcesOf(peak, rates);
  const asBuilt = resources.filter(({ what }) => !what.startsWith('streams, if'));
  const order = asBuilt.toSorted(
    (one, other) => visitorsForOne(one, sale.visitors) - visitorsForOne(other, sale.visitors),
  );
  const first = order[0]!;
  const bill = billOf(asBuilt, seconds, sale, peak);
  const sum = bill.reduce((total, { usd }) => total + usd, 0);
  const nodes = nodesOf(asBuilt);
  const storms = [30, 60, 360].map(halfLifeS => {
    const { joins } = peaks(demand({ ...sale, halfLifeS }, rates));
    return `half of those who come for the opening within ${halfLifeS} s: ${whole(joins)} joins a second`;
  });
  const noShows = [60, 300].map(noShowS => {
    const { polls } = peaks(demand({ ...sale, noShowS }, rates));
    return `a place given up after ${noShowS} s without a poll: ${whole(polls)} polls a second`;
  });
  return {
    first,
    sections: [
      {
        title: 'Ten million visitors on one event: what is too little first?',
        answer: `The ${first.what}: ${whole(first.demand)} a second, and one process answers ${whole(first.one)}, which is enough for ${whole(visitorsForOne(first, sale.visitors))} visitors. Behind the waiting room ten million are ${whole(peak.holds)} holds and ${whole(peak.orders)} paid orders a second, which one process and one PostgreSQL can; before it everything has to be spread, and one Redis for one line cannot be.`,
        about: `${whole(sale.visitors)} visitors, ${whole(sale.seats)} seats, doors open after ${sale.beforeS / 60} minutes, sold within ${sale.sellingS / 60} minutes: the room lets in as fast as that takes. Flows second by second: 55 % come before, 30 % for the opening (half of them within ${sale.halfLifeS} s), the others over the sale, as the lab's crowd does. Tickets an order (${rates.ticketsPerOrder.toFixed(2)}), holds an order (${rates.holdsPerOrder.toFixed(2)}) and orders an admission (${rates.ordersPerAdmission.toFixed(2)}) are the crowd's, polls are by the rule of the room itself. Rates are those of one process whose load, Redis and PostgreSQL ran on the same two cores, so a process alone on a core does more.`,
        head: [
          'what',
          'at the worst',
          'of one process',
          'processes, if linear',
          'enough for visitors',
          'measured',
          'linear?',
        ],
        rows: resources.map(one => [
          ...[one.what, `${whole(one.demand)} ${one.unit}`, whole(one.one)],
          ...[
            one.outside ? '-' : whole(processesFor(one)),
            enough(visitorsForOne(one, sale.visitors)),
            one.from,
            one.linear,
          ],
        ]),
        notes: [...storms, ...noShows, inAll(seconds, sale), ...rates.measured],
        chart: {
          ...{ kind: 'lines', file: 'ten-million.svg', title: 'What ten million visitors ask of the shop' },
          subtitles: [`the doors open at 0; ${whole(sale.seats)} seats sold within ${sale.sellingS / 60} minutes`],
          x: { title: 'since the doors opened', unit: 'min' },
          y: { title: 'requests', unit: 'per second', log: true },
          lines: linesOf(seconds),
        },
      },
      {
        title: 'On how many nodes, and at what price?',
        answer: `${whole(nodes)} nodes of two cores for two hours, if all were linear: ${dollars(sum)} for the on-sale, of which the nodes are ${dollars(bill[0]!.usd)}; answers to polls and open connections cost more than computing. What it says about Redis is the weak point and not the price.`,
        about: `Processes of the table above, two on a node, for an hour of warming up and waiting and an hour of selling; ${dollars(prices.node.hourly)} an hour (${prices.node.what}, ${prices.node.source}, ${prices.node.asOf}). An answer to a poll is ${ANSWER_BYTES} bytes (assumption). Check the prices before you rely on them. The page itself comes from a CDN and is not in it.`,
        head: ['what', 'how much', 'price'],
        rows: bill.map(({ what, amount, usd }) => [what, amount, dollars(usd)]),
        chart: {
          ...{ kind: 'bars', file: 'enough-for.svg', title: 'For how many visitors one process of each is enough' },
          subtitles: ['if demand grows with visitors; measured rates of this lab, all on one machine of two cores'],
          unit: 'million visitors',
          bars: order
            .slice(0, 4)
            .map(one => ({ label: one.what, ...exactly(visitorsForOne(one, sale.visitors) / 1e6) })),
        },
      },
    ],
  };
}

const enough = (visitors: number) => (visitors > 1e9 ? 'more than a billion' : whole(visitors));

/** Beside the one on-sale of this size of which the press told figures. */
function inAll(seconds: Second[], { visitors }: OnSale): string {
  const requests = seconds.reduce(
    (sum, { polls, joins, seatMaps, holds, orders }) => sum + polls + joins + seatMaps + holds + orders,
    0,
  );
  return `${(requests / 1e9).toFixed(1)} billion requests in all, ${whole(requests / visitors)} of each visitor. For scale: 3.5 billion on 15 November 2022 at Ticketmaster (https://jambroadcasting.com/2022/11/ticketmaster-says-taylor-swifts-eras-tour-broke-several-ticket-sales-records-and-parts-of-our-website/), from 14 million visitors (https://whstheshield.com/2022/12/12/the-error-filled-eras-tour/)`;
}

const nodesOf = (resources: Resource[]) =>
  Math.ceil(
    resources.filter(({ outside }) => !outside).reduce((sum, one) => sum + processesFor(one), 0) / PROCESSES_A_NODE,
  );

function billOf(resources: Resource[], seconds: Second[], sale: OnSale, peak: Second) {
  const hours = 2;
  const answers = seconds.reduce((sum, { polls, joins, seatMaps }) => sum + polls + joins + seatMaps, 0);
  const gb = (answers * ANSWER_BYTES) / GB;
  const units = peak.waiting / OPEN_A_UNIT;
  const openHours = (sale.beforeS + sale.sellingS) / 3_600;
  const [nodes, servers] = [nodesOf(resources), 3];
  return [
    { what: 'nodes of the shop', amount: `${whole(nodes)} × ${hours} h`, usd: nodes * hours * prices.node.hourly },
    {
      what: 'Redis, PostgreSQL and its replica, as long',
      amount: `${servers} × ${hours} h`,
      usd: servers * hours * prices.node.hourly,
    },
    {
      what: 'load balancer: open connections',
      amount: `${whole(units)} capacity units at the most`,
      usd: openHours * (prices.balancer.hourly + units * prices.balancerUnit.hourly),
    },
    { what: 'answers to joins, polls and maps', amount: `${whole(gb)} GB`, usd: gb * prices.egress.monthly },
  ];
}

function linesOf(seconds: Second[]) {
  const shown = seconds.filter(({ second }) => second % 60 === 0);
  const line = (label: string, what: 'joins' | 'polls' | 'holds' | 'orders') => ({
    label,
    points: shown.filter(one => one[what] > 0).map(one => ({ x: one.second / 60, ...exactly(one[what]) })),
  });
  return [line('polls', 'polls'), line('joins', 'joins'), line('holds', 'holds'), line('orders paid', 'orders')];
}
