import { isOver } from '../../../ticketmaster/batch-pipeline/jobs/job-states.ts';
import { topicsOf } from '../../../ticketmaster/batch-pipeline/jobs/topics.ts';
import { openView, type View } from '../../../ticketmaster/batch-pipeline/jobs/view.ts';
import { openWorkers } from '../../../ticketmaster/batch-pipeline/processes.ts';
import { connectToKafka } from '../../../ticketmaster/tech-waiting-room/kafka/connect.ts';
import { eventually } from '../../../ticketmaster/testing/eventually.ts';
import { median } from '../../bench/numbers.ts';
import { percentile } from '../caching/stale.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { openStage } from './stage.ts';

const PASSES = [1, 2, 4, 8, 16];
const JOBS = 160;

/** Of one round: pictures each second, and for how long 95 of 100 jobs were in hand. */
interface Round {
  perSecond: number;
  inHandMs: number;
}

/** Small posters through one worker, by how many it works on in one pass. */
export async function batching(measuring: Measuring): Promise<Section> {
  const { urls, tell, cleanUp, rounds } = measuring;
  const { prefix, settings, submit } = await openStage(measuring);
  const view = openView(connectToKafka(urls.KAFKA_BROKERS!), topicsOf(prefix));
  cleanUp.defer(view.close);
  const measured = PASSES.map(together => ({ together, rounds: [] as Round[] }));
  for (let nth = 1; nth <= rounds; nth++)
    for (const { together, rounds: of } of measured) {
      const ids = await Promise.all(Array.from({ length: JOBS }, () => submit(256))); // they wait: there is no worker yet
      const [worker] = await openWorkers(1, { ...settings, TOGETHER: `${together}` });
      try {
        of.push(await ended(view, ids));
      } finally {
        await worker!.end();
      }
      tell(`${together} in one pass, round ${nth} of ${rounds}: ${of.at(-1)!.perSecond.toFixed(1)} pictures a second`);
    }
  const of = (what: keyof Round) => measured.map(one => one.rounds.map(round => round[what]));
  const base = median(of('perSecond')[0]!);
  return {
    title: 'Small jobs in one pass',
    about: `${JOBS} posters of 256 pixels, one worker, by how many it works on in one pass; median of ${rounds} rounds.`,
    head: ['in one pass', 'pictures a second', 'times', 'P95 in hand ms'],
    rows: measured.map(({ together, rounds: all }) => {
      const [perSecond, inHand] = [median(all.map(one => one.perSecond)), median(all.map(one => one.inHandMs))];
      return [`${together}`, perSecond.toFixed(1), (perSecond / base).toFixed(2), inHand.toFixed(0)];
    }),
    notes: [
      'Beside its picture a job costs round trips to Kafka and to the store: those of one pass wait together, and resvg draws beside the event loop.',
      'From a claim to the end of its job: all of one pass are claimed at once.',
    ],
    chart: picture(measured),
    inReadme: true,
    raw: measured,
  };
}

async function ended(view: View, ids: string[]): Promise<Round> {
  await eventually(() => {
    if (!ids.every(id => isOver(view.of(id) ?? { status: 'QUEUED' }))) throw new Error('not all are done');
  }, 300_000);
  const states = ids.map(id => view.of(id)!);
  const wrong = states.find(({ status }) => status !== 'DONE');
  if (wrong) throw new Error(`${wrong.job.jobId} is ${wrong.status}: ${wrong.reason}`);
  const began = Math.min(...states.map(({ claimedAt }) => claimedAt!));
  const over = Math.max(...states.map(({ endedAt }) => endedAt!));
  const inHand = states.map(({ claimedAt, endedAt }) => endedAt! - claimedAt!).toSorted((one, other) => one - other);
  return { perSecond: (JOBS * 1_000) / (over - began), inHandMs: percentile(inHand, 95) };
}

const picture = (measured: { together: number; rounds: Round[] }[]): Picture => ({
  ...{ kind: 'lines', file: 'batching.svg', title: 'Small jobs in one pass: more pictures, and each longer in hand' },
  subtitles: [`${JOBS} posters of 256 pixels, one worker`],
  x: { title: 'In one pass', unit: 'jobs', log: true },
  y: { title: 'Compared with one by one', unit: 'times', log: false },
  lines: (['perSecond', 'inHandMs'] as const).map(what => {
    const base = median(measured[0]!.rounds.map(round => round[what]));
    return {
      label: what === 'perSecond' ? 'pictures a second' : 'P95 in hand',
      points: measured.map(({ together, rounds }) => {
        const values = rounds.map(round => round[what] / base);
        return { x: together, value: median(values), min: Math.min(...values), max: Math.max(...values) };
      }),
    };
  }),
});
