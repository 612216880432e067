import { Problem } from '@ticketmaster/common/problem';
import type { Response } from 'express';
import { isOver, type JobState } from './jobs/job-states.ts';
import type { View } from './jobs/view.ts';

const MOST = 5_000;
const HEARTBEAT_MS = 15_000;

/** Server-sent events of jobs: how one stands now, and again each time that changes, until it has ended. */
export function jobStreams(view: Pick<View, 'watch' | 'of'>) {
  const open = new Set<Response>();
  const beat = setInterval(() => {
    for (const stream of open) stream.write(':\n\n');
  }, HEARTBEAT_MS);
  beat.unref();

  return {
    count: () => open.size,

    /** @sends artwork */
    open({ job }: JobState, shown: (state: JobState) => object, response: Response): void {
      if (open.size >= MOST) throw new Problem(503, 'overloaded', 'too many streams are open', { retryable: true });
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      if (response.req.method === 'HEAD') return void response.end();
      open.add(response);
      const show = (state: JobState) => {
        if (response.writableNeedDrain) return void response.destroy(); // it does not read: it comes again, and is shown the job
        response.write(`event: artwork\ndata: ${JSON.stringify(shown(state))}\n\n`);
        if (isOver(state)) response.end();
      };
      const unwatch = view.watch(job.jobId, show);
      response.on('close', () => {
        unwatch();
        open.delete(response);
      });
      show(view.of(job.jobId)!);
    },

    close(): void {
      clearInterval(beat);
      for (const stream of open) stream.end();
    },
  };
}

export type JobStreams = ReturnType<typeof jobStreams>;
