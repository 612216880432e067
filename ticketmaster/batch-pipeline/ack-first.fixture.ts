// A mutant: it acknowledges a job as soon as it has it.
import { openWorker } from './open-worker.ts';

await openWorker(work => async (job, over) => void work(job, over).catch(() => {}));
