import { brokerCrash, type Crash, gateCrash } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import { whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

const VISITORS = 400;

/** What a dead gate and a dead broker do to a crowd. Correctness, so emulators take part; their times say nothing. */
export async function crashes({ urls, tell }: Measuring): Promise<Section[]> {
  const ofGates = new Map<string, Awaited<ReturnType<typeof gateCrash>>>();
  const ofBrokers = new Map<string, Crash>();
  const second = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, urls[`${name}_2`] ?? url]));
  for (const technology of technologies) {
    const { name, servers } = technology;
    ofGates.set(name, await gateCrash(technology, urls, VISITORS));
    tell(`gate dies     ${name.padEnd(28)} ${told(ofGates.get(name)!)}`);
    // The line's server is killed, and the ledger's is not, unless they are one.
    const broken = servers.length === 1 ? second : { ...second, REDIS_URL: urls.REDIS_URL! };
    ofBrokers.set(name, await brokerCrash(technology, broken, VISITORS));
    tell(`broker dies   ${name.padEnd(28)} ${told(ofBrokers.get(name)!)}`);
  }
  return [gates(ofGates), brokers(ofBrokers)];
}

const told = ({ lost, letInTwice, pauseMs }: Crash) => `${lost} lost, ${letInTwice} twice, pause ${whole(pauseMs)} ms`;
const cells = ({ lost, letInTwice, inversions }: Crash) =>
  [lost, letInTwice, inversions.pairs, inversions.worst].map(count => whole(count));
const named = (name: string) => {
  const emulator = technologies.find(technology => technology.name === name)?.emulator;
  return emulator ? `${name} (${emulator}, an emulator)` : name;
};

/** Short enough for a chart. */
const labelled = (name: string) => named(name).replace(/\(\w+, an emulator\)/, '(emulator)');

function gates(crashes: Map<string, Awaited<ReturnType<typeof gateCrash>>>): Section {
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
    chart: {
      ...{ file: 'gate-dies.svg', title: 'A gate dies: ms until the last visitor in its hands was let in' },
      subtitle: 'one run; includes the start of a new server',
      bars: [...crashes].map(([name, { heldMs }]) => ({
        label: labelled(name),
        value: heldMs,
        min: heldMs,
        max: heldMs,
      })),
    },
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
