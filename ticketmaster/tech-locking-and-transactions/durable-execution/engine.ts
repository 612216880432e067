import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Purchase } from '@ticketmaster/locking/box-office';
import { alone } from '@ticketmaster/postgres/alone';
import type { Database } from '@ticketmaster/postgres/database';
import { openPool } from '@ticketmaster/postgres/pool';
import { holdName } from './executor.ts';
import type { stepsFor } from './steps.ts';

/** What the sales of this process work with. */
export interface Here {
  steps: ReturnType<typeof stepsFor>;
  /** How long seats are held for a sale that has not asked for its money. */
  holdMs: number;
  reached(purchase: Purchase, point: string): void | Promise<void>;
}

export interface EngineParts {
  db: Database;
  url: string;
  /** Of its journal. */
  schema: string;
  executorId: string;
  /** A hash of the workflow's code, unless it is said. */
  version?: string | undefined;
  /** Holds the lock of its name; without it a peer with the same name may run, and do our steps again. */
  holdsName: boolean;
  here: Here;
}

/** What is taken over goes through this queue; DBOS's own is looked at once a second. */
export const TAKEN_OVER = 'taken-over';

/** DBOS is one for a process, and so is what its workflows find: they are functions of the module, and live longer than any request. */
let now: Here | undefined;

export function hereNow(): Here {
  if (!now) throw new Error('no sale is open in this process');
  return now;
}

/** How long a sale under way is waited for when the process ends; then a peer goes on with it. */
const DRAIN_MS = 2_000;

/** The first launch makes the journal, and two at once get into each other's way: servers that start at once take turns. */
const LAUNCH_MS = 60_000;

/** Launches DBOS: what this executor has left open when it ended is gone on with. Answers what ends it. */
export async function launch(parts: EngineParts): Promise<() => Promise<void>> {
  const { db, url, schema, executorId, version, holdsName, here } = parts;
  const release = holdsName ? await holdName(db, schema, executorId) : async () => {};
  now = here;
  const pool = openPool({
    ...{ connectionString: url, max: 20, application_name: schema },
    options: '-c idle_in_transaction_session_timeout=30000',
  });
  DBOS.setConfig({
    ...{ name: 'box-office', systemDatabaseUrl: url, systemDatabaseSchemaName: schema, executorID: executorId },
    systemDatabasePool: pool, // of one of its own a connection that breaks just after its use ends the process
    ...{ logger: quiet, ...(version && { applicationVersion: version }) },
  });
  try {
    const launched = await alone(db, `${schema} launch`, LAUNCH_MS, async () => {
      await DBOS.launch();
      await DBOS.registerQueue(TAKEN_OVER, { minPollingIntervalMs: 100 });
      return true;
    });
    if (!launched) throw new Error('other servers have been starting for a minute');
  } catch (error) {
    await pool.end();
    await release();
    throw error;
  }
  return async () => {
    await DBOS.shutdown({ workflowCompletionTimeoutMS: DRAIN_MS });
    await pool.end();
    await release();
    now = undefined;
  };
}

/** What goes wrong in a sale is thrown to who asked for it, or told by recover(). */
const quiet = {
  info() {},
  debug() {},
  warn() {},
  error() {},
};
