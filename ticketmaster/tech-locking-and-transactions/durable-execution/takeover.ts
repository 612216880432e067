import { DBOS } from '@dbos-inc/dbos-sdk';
import { alone } from '@ticketmaster/postgres/alone';
import type { Database } from '@ticketmaster/postgres/database';
import { TAKEN_OVER } from './engine.ts';
import { lockOf } from './executor.ts';

export interface TakeoverParts {
  db: Database;
  /** Of the journal. */
  schema: string;
  executorId: string;
  /** The sales of another version of the code that this one may go on with. */
  adopts?: string | undefined;
}

/**
 * Goes on with what the dead have left, which DBOS does not do by itself: sales of an executor whose lock is free, and sales that a throw has
 * ended in the middle. Answers how many came to their end within `patienceS`. What another version of the code has begun stays, unless it is adopted.
 */
export async function takeOver(parts: TakeoverParts, patienceS: number): Promise<number> {
  const { db, schema, executorId, adopts } = parts;
  const mine = [DBOS.applicationVersion, ...(adopts ? [adopts] : [])];
  const open = await DBOS.listWorkflows({
    ...{ status: ['PENDING', 'ERROR', 'CANCELLED'], workflowName: ['sale', 'careless sale'], applicationVersion: mine },
    ...{ loadInput: false, loadOutput: false },
  });
  const thrown = open.filter(({ status }) => status !== 'PENDING');
  const pending = Map.groupBy(
    open.filter(one => one.status === 'PENDING' && one.executorId !== executorId),
    one => one.executorId ?? '',
  );
  const resumed: string[] = [];
  for (const { workflowID } of thrown) if (await goOn(workflowID)) resumed.push(workflowID);
  for (const [dead, sales] of pending)
    await alone(db, lockOf(schema, dead), 0, async () => {
      for (const { workflowID, applicationVersion } of sales) {
        if (applicationVersion !== DBOS.applicationVersion) await adopt(workflowID);
        else await DBOS.resumeWorkflow(workflowID, { queueName: TAKEN_OVER });
        resumed.push(workflowID);
      }
    });
  const ends = await Promise.allSettled(resumed.map(id => DBOS.getResult(id, { timeoutSeconds: patienceS, ...soon })));
  for (const [i, end] of ends.entries())
    if (end.status === 'rejected') console.error(`Sale ${resumed[i]} stays open: ${end.reason.message}`);
  return ends.filter(end => end.status === 'fulfilled' && end.value !== null).length;
}

export const soon = { pollingIntervalMs: 50 };

/**
 * Goes on with a sale that a throw has ended, from the step that threw: what was done before is kept. A throw in a workflow is its final answer
 * otherwise. False where somebody else is faster.
 */
export async function goOn(workflowID: string): Promise<boolean> {
  const steps = (await DBOS.listWorkflowSteps(workflowID)) ?? [];
  const failed = steps.find(({ error }) => error)?.functionID;
  const startStep = failed ?? Math.max(-1, ...steps.map(({ functionID }) => functionID)) + 1;
  const options = { startStep, queueName: TAKEN_OVER, applicationVersion: DBOS.applicationVersion };
  try {
    await DBOS.rewindWorkflow(workflowID, options);
    return true;
  } catch (error) {
    const { status } = (await DBOS.getWorkflowStatus(workflowID)) ?? {};
    if (status === 'ERROR' || status === 'CANCELLED') throw error;
    return false;
  }
}

/** A sale that other code has begun goes on with ours: only for who has seen that its steps are still the same, up to where it is. */
async function adopt(workflowID: string): Promise<void> {
  await DBOS.cancelWorkflow(workflowID);
  await goOn(workflowID);
}
