/** One gate, as a process that a check may kill:  node gate.ts ADAPTER NAMES EVENT_ID REDIS_URL LEASE_MS, with a channel to who asks it. */
import { Redis } from 'ioredis';
import type { Line, OpenLine } from '../../../ticketmaster/tech-waiting-room/contract/line.ts';
import type { Answer, Question } from './gate-processes.ts';

type LineOn = (redis: Redis, options: { leaseMs: number }) => OpenLine;

const [adapter, names, eventId, redisUrl, leaseMs] = process.argv.slice(2) as [string, string, string, string, string];
process.on('disconnect', () => process.exit());

const redis = new Redis(redisUrl, { maxRetriesPerRequest: 100 });
redis.on('error', () => {}); // it connects again

const module = (await import(adapter)) as Record<string, LineOn>;
const name = names.split(',').find(name => name in module);
if (!name) throw new Error(`${adapter} exports nothing called ${names}`);
const line = await module[name]!(redis, { leaseMs: Number(leaseMs) })(eventId);

const tell = (answer: Answer) => process.send!(answer);
process.on('message', ({ call, verb, given }: Question) => {
  const ask = line[verb] as (...given: unknown[]) => Promise<Awaited<ReturnType<Line[typeof verb]>>>;
  Promise.resolve()
    .then(() => ask.apply(line, given))
    .then(
      answer => tell({ call, answer }),
      (error: Error) => tell({ call, error: error.message }),
    );
});
tell({ call: 0 });
