import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { walkthroughEnvironment } from '../docs/environment.ts';
import { walk } from '../docs/walk.ts';
import { experimentsIn } from './experiments.ts';
import { momentsIn } from './history.ts';
import type { Recorded } from './report.ts';
import { type Block, chartOf } from './steps-of.ts';
import { watchProcesses } from './watch.ts';

/**
 * Runs a README whole, since an experiment needs what was done before it, and answers a picture of each experiment in which something happened.
 * Rejects where a step does not do what the README promises. `tell` is handed each step that has been run.
 */
export async function record(
  readme: string,
  interrupted: AbortSignal,
  tell: (line: string) => void,
): Promise<Recorded['charts']> {
  const folder = mkdtempSync(join(tmpdir(), 'timelines-'));
  const history = join(folder, 'history');
  writeFileSync(history, '');
  const watching = watchProcesses(history);
  const blocks = new Map<number, Block>();
  try {
    const options = `${process.env.NODE_OPTIONS ?? ''} --import=${join(import.meta.dirname, 'recorder.ts')}`.trim();
    const env = await walkthroughEnvironment({ ...process.env, LAB_HISTORY: history, NODE_OPTIONS: options });
    for await (const outcome of walk(readme, { cwd: dirname(readme), env, interrupted, graceMs: 15_000 })) {
      const { step, status, message, ms } = outcome;
      if (status !== 'passed') throw new Error(`line ${step.line} ${status}: ${message}`);
      watching.look(); // who died in this block died before its end
      const to = performance.timeOrigin + performance.now();
      blocks.set(step.line, { command: step.command, from: to - ms, to });
      tell(`${step.line}  ${step.title}`);
    }
    const moments = momentsIn(history);
    const charts = experimentsIn(readFileSync(readme, 'utf8')).map(experiment => {
      const own = experiment.steps.map(({ line }) => blocks.get(line)!);
      return [experiment.slug, chartOf(experiment, moments, own)] as const;
    });
    return Object.fromEntries(charts.filter(([, { steps }]) => steps.length > 0));
  } finally {
    watching.stop();
    rmSync(folder, { recursive: true });
  }
}
