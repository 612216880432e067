import { brokerCrash, type Crash, gateCrash } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import { whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { type GateCrash, gateChart } from './gate-chart.ts';
import { technologies } from './technologies.ts';

const VISITORS = 400;

/** What a dead gate does to a crowd. Correctness, so emulators take part; their times say nothing. */
export async function gateDies({ urls, tell }: Measuring): Promise<Section[]> {
  const crashes = new Map<string, GateCrash>();
  for (const technology of technologies) {
    const crash = await gateCrash(technology, urls, VISITORS);
    tell(`gate dies     ${technology.name.padEnd(28)} ${told(crash)}`);
    crashes.set(technology.name, crash);
  }
  return [gates(crashes)];
}

/** What a dead broker does to a crowd: its line's server is killed, and the ledger's is not, unless they are one. */
export async function brokerDies({ urls, tell }: Measuring): Promise<Section[]> {
  const crashes = new Map<string, Crash>();
  const second = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, urls[`${name}_2`] ?? url]));
  for (const technology of technologies) {
    const broken = technology.servers.length === 1 ? second : { ...second, REDIS_URL: urls.REDIS_URL! };
    const crash = await brokerCrash(technology, broken, VISITORS);
    tell(`broker dies   ${technology.name.padEnd(28)} ${told(crash)}`);
    crashes.set(technology.name, crash);
  }
  return [brokers(crashes)];
}

const told = ({ lost, letInTwice, pauseMs }: Crash) => `${lost} lost, ${letInTwice} twice, pause ${whole(pauseMs)} ms`;
const cells = ({ lost, letInTwice, inversions }: Crash) =>
  [lost, letInTwice, inversions.pairs, inversions.worst].map(count => whole(count));
const named = (name: string) => {
  const emulator = technologies.find(technology => technology.name === name)?.emulator;
  return emulator ? `${name} (${emulator}, an emulator)` : name;
};

function gates(crashes: Map<string, GateCrash>): Section {
  return {
    title: 'The gate dies',
    about: `${VISITORS} visitors, capacity 20. The only gate is killed (kill -9) when it has read 20 places and acked none; its server is started again at once. An inversion is a pair let in in the wrong order.`,
    head: [
      'technology',
      'lost',
      'let in twice',
      'inversions',
      'most overtook one',
      'nobody was let in for, ms',
      'last of the held in after, ms',
    ],
    rows: [...crashes].map(([name, crash]) => [
      named(name),
      ...cells(crash),
      whole(crash.pauseMs),
      whole(crash.heldMs),
    ]),
    notes: [
      'The pause includes the start of the server, about half a second. What is on top is how the technology notices a death: by a lease (Redis Streams, SQS), a session (Kafka), a connection (RabbitMQ). For SQS it is the visibility timeout that was asked for, on the emulator as on SQS.',
    ],
    chart: gateChart(Object.fromEntries(crashes)),
    raw: Object.fromEntries(crashes),
  };
}

function brokers(crashes: Map<string, Crash>): Section {
  return {
    title: 'The broker dies',
    about: `${VISITORS} visitors, capacity 20. The server behind the line is killed (kill -9) under load and started again at once. For Redis Streams that is the ledger, too.`,
    head: ['technology', 'lost', 'let in twice', 'inversions', 'most overtook one', 'nobody was let in for, ms'],
    rows: [...crashes].map(([name, crash]) => {
      const { emulator } = technologies.find(technology => technology.name === name)!;
      return [named(name), ...cells(crash), emulator ? '-' : whole(crash.pauseMs)];
    }),
    notes: ['The pause includes the start of the broker, and says more of that than of anything else.'],
    raw: Object.fromEntries(crashes),
  };
}
