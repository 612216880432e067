// Three bugs that are easily written, and what catches each. The sound one passes the same check, so a check that fails tells of the bug.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { describe, expect, it } from 'vitest';
import { type Job, keyOf } from './artwork.ts';
import type { AttemptParts } from './jobs/attempt.ts';
import { type Engine, everNew, jobOf, openEngine } from './jobs/engine.fixture.ts';
import { lagOf } from './jobs/lag.ts';
import { topicsOf } from './jobs/topics.ts';
import { openPipeline } from './pipeline.fixture.ts';
import { thereAlready } from './there-already.ts';

async function inEngine<T>(work: (here: Engine) => Promise<T>): Promise<T> {
  const here = await openEngine();
  try {
    return await work(here);
  } finally {
    await here.close();
  }
}

/** Until nothing is handed out any more. */
async function allAcknowledged(prefix: string): Promise<void> {
  const lag = lagOf(connectToKafka(env.text('KAFKA_BROKERS')), topicsOf(prefix));
  try {
    await eventually(async () => expect(await lag()).toBe(0), 60_000);
  } finally {
    await lag.close();
  }
}

describe('a worker that is killed at work', () => {
  /** One worker is killed while it renders, another comes. What does the audit say, once nothing is handed out any more? */
  async function killedAtWork(worker?: string): Promise<string[]> {
    const here = await openPipeline({ worker });
    try {
      const { body } = await here.submit({ size: 1024 });
      await eventually(async () => expect((await here.look(body.artworkId)).body.status).toBe('RENDERING'));
      await here.workers[0]!.kill();
      await here.workers[0]!.start();
      const other = await here.submit({ priority: 'low' }); // whatever was before it has been handed out
      await here.ended(other.body.artworkId);
      await allAcknowledged(here.prefix);
      return (await here.findings([body.artworkId])).map(finding => finding.slice(body.artworkId.length + 1));
    } finally {
      await here.close();
    }
  }

  it('leaves nothing undone', async () => expect(await killedAtWork()).toEqual([]));

  it('loses the job where it acknowledges before the end', async () =>
    expect(await killedAtWork('ack-first.fixture.ts')).toEqual(['is RENDERING for ever']));
});

describe('a worker that was replaced, and goes on', () => {
  type Changed = (here: Engine) => Partial<AttemptParts>;

  async function replaced(changed: Changed): Promise<string[]> {
    return inEngine(async here => {
      const [job, stopped, goOn] = [jobOf(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const reached = async (point: string) => {
        if (point !== 'rendered') return;
        stopped.resolve();
        await goOn.promise;
      };
      const first = here.work({ ...changed(here), reached })(job);
      await stopped.promise;
      await here.work()(job);
      goOn.resolve();
      await first;
      return (await here.findings([job.jobId])).map(finding => finding.slice(job.jobId.length + 1));
    });
  }

  /** Takes every claim and every result of its own for the one that counts. */
  const unfenced: Changed = ({ view, log }) => {
    let claim = '';
    return {
      log: {
        ...log,
        tell(event) {
          if (event.type === 'claimed') claim = event.claim;
          return log.tell(event);
        },
      },
      view: { ...view, until: async (...asked) => ({ ...(await view.until(...asked)), claim }) },
    };
  };

  it('changes nothing', async () => expect(await replaced(() => ({}))).toEqual([]));

  it('puts its picture in the place of the other’s where nobody fences it', async () =>
    expect(await replaced(unfenced)).toEqual(['is DONE by another picture than the one that it is known by']));
});

describe('a picture that was damaged on the disk', () => {
  /** Whether what the cache says is there is there. */
  async function afterDamage(trusts: boolean): Promise<boolean> {
    return inEngine(async here => {
      const job: Job = jobOf();
      await here.work({ renderer: everNew })(job);
      const [picture] = (await readdir(join(here.folder, 'pictures'), { recursive: true, withFileTypes: true })).filter(
        one => one.isFile(),
      );
      await writeFile(join(picture!.parentPath, picture!.name), 'half a pict');
      const store = await here.openStore();
      const asked = trusts ? { ...store, has: async () => true } : store;
      const found = await thereAlready(here.cache, asked, keyOf(job));
      return found === undefined || (await store.has(found));
    });
  }

  it('is not answered from the cache', async () => expect(await afterDamage(false)).toBe(true));

  it('is answered, and is not there, where the cache is believed without a look at the checksum', async () =>
    expect(await afterDamage(true)).toBe(false));
});
