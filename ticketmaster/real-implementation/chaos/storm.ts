import { connectToPostgres } from '@ticketmaster/postgres/database';
import { audit } from '../crowd/audit.ts';
import { type Doors, openDoors } from '../crowd/doors.ts';
import { onSale } from '../crowd/on-sale.ts';
import { reportOf } from '../crowd/report.ts';
import { disturb, type Recovered, unhandled } from './chaos.ts';
import { scheduleOf } from './schedule.ts';
import { type Met, sometimes } from './sometimes.ts';

export interface Storm {
  seed: number;
  faults: number;
  visitors: number;
  seconds: number;
  pgUrl: string;
  redisUrl: string;
  tell?: (line: string) => void;
}

const operatorToken = 'of-the-operator';
const holdSeconds = 3;
/** How long a slow card takes, ms: less than a client waits, more than is left of some holds. */
const SLOW_MS = 2_000;

/** The shop that storms come over, one after another. */
export async function openStormDoors(): Promise<Doors> {
  const doors = await openDoors({ instances: 2, holdSeconds, operatorToken, environment: { GRACE_SECONDS: '3' } });
  await doors.control('slow', { ms: SLOW_MS });
  return doors;
}

/** One on-sale under faults; answers what the audit found, how fast the shop came back, and what no fault excuses. */
export async function storm(
  doors: Doors,
  { seed, faults, visitors, seconds, pgUrl, redisUrl, tell = () => {} }: Storm,
) {
  const victims = { processes: doors.all.map(({ name }) => name), servers: ['redis', 'postgres'] };
  const schedule = scheduleOf(seed, faults, seconds, victims);
  let recovered: Recovered[] = [];
  const { evidence } = await onSale(
    { ...doors, pgUrl },
    {
      ...{ visitors, seconds, seed, tell, profile: 'rough' },
      async meanwhile() {
        recovered = await disturb(doors, { pgUrl, redisUrl }, schedule, tell);
      },
    },
  );
  const met: Met = {
    broke: recovered.filter(({ kind }) => BREAKING.has(kind)),
    webhooks: await webhooksOf(pgUrl, doors),
  };
  const came = Object.fromEntries(Object.entries(sometimes).map(([state, has]) => [state, has(evidence, met)]));
  return { came, findings: audit(evidence), recovered, wrong: unhandled(doors), report: reportOf(evidence) };
}

const BREAKING = new Set(['kill', 'crash', 'cut']);

/** When the shop heard of which payment, by its inbox and the events that the stand-in keeps. */
async function webhooksOf(pgUrl: string, { schema, providerSchema }: Doors): Promise<Met['webhooks']> {
  const db = connectToPostgres(pgUrl, { schema, connections: 1 });
  try {
    const { rows } = await db.query<{ orderId: string; at: number }>(
      `select e.object->'metadata'->>'order_id' as "orderId", (extract(epoch from received_at) * 1000)::float8 as at
         from webhook_inbox i join ${providerSchema}.event e on e.id = i.event_id`,
    );
    return rows;
  } finally {
    await db.close();
  }
}
