/** Walks through a README: runs its steps and compares what comes with what it promises. */
import { readFileSync } from 'node:fs';
import { type Background, startBackground } from './background.ts';
import type { Surroundings } from './bash.ts';
import { firstDifference } from './expected.ts';
import { describe, report, reportLog } from './report.ts';
import { openSession, type Session } from './session.ts';
import { readSteps, type Step } from './steps.ts';

export interface Outcome {
  step: Step;
  status: 'passed' | 'failed' | 'skipped';
  /** What went wrong, '' for a passed step. */
  message: string;
  ms: number;
}

/**
 * Yields an outcome for every step as it ends. After a failed one the others are skipped, since they depend on it. A background
 * step that outlives its SIGTERM gets a second, failed outcome at the end. Nothing the steps started is left when this returns.
 */
export async function* walk(readme: string, surroundings: Surroundings): AsyncGenerator<Outcome> {
  const session = openSession(surroundings);
  const backgrounds: { step: Step; background: Background }[] = [];
  const endAll = async () => {
    await session.end();
    return Promise.all(backgrounds.map(({ background }) => background.end()));
  };
  let failed: Step | undefined;
  try {
    for (const step of readSteps(readFileSync(readme, 'utf8'))) {
      if (failed) {
        yield { step, status: 'skipped', message: `not reached, because step at line ${failed.line} failed`, ms: 0 };
        continue;
      }
      const start = Date.now();
      const message = step.mistake ?? (await (step.background ? begin(step) : run(step)));
      if (message) failed = step;
      yield { step, status: message ? 'failed' : 'passed', message, ms: Date.now() - start };
    }
    const byThemselves = await endAll();
    const seconds = surroundings.graceMs / 1000;
    for (const [i, { step }] of backgrounds.entries()) {
      const message = `It had to be killed: it or a process it started was still there ${seconds} s after SIGTERM.`;
      if (!byThemselves[i]) yield { step, status: 'failed', message, ms: 0 };
    }
  } finally {
    await endAll();
  }

  async function run(step: Step): Promise<string> {
    const message = await runBlock(step, session);
    const logs = backgrounds.map(({ step, background }) => ({ title: step.title, log: background.log() }));
    return message && [message, ...logs.filter(({ log }) => log).map(reportLog)].join('\n');
  }

  async function begin(step: Step): Promise<string> {
    const exports = await session.exports();
    if ('lost' in exports) return report(step, [`The session was lost before it: ${exports.lost}.`], exports.output);
    const background = startBackground(step.command, exports.output, surroundings);
    backgrounds.push({ step, background });
    const { output, lost } = await background.ready(step.seconds);
    const difference = lost
      ? `It printed no line with the word READY: ${lost}.`
      : step.promised && describe(step.promised, firstDifference(`…\n${step.promised.text}\n…`, output), 1);
    return difference ? report(step, [difference], output) : '';
  }
}

/** The message of the failure, '' if there is none. */
async function runBlock(step: Step, session: Session): Promise<string> {
  const ran = await session.run(step.command, step.seconds);
  if ('lost' in ran) {
    const hint = ran.lost.startsWith('bash ended')
      ? ' (a block must not call exit or set -e: it ends the terminal)'
      : '';
    return report(step, [`It did not come to its end: ${ran.lost}${hint}.`], ran.output);
  }
  const problems = [
    ran.status === step.exit ? '' : `README promised exit status ${step.exit}, ${ran.status} came.`,
    step.promised ? describe(step.promised, firstDifference(step.promised.text, ran.output)) : '',
  ].filter(Boolean);
  return problems.length > 0 ? report(step, problems, ran.output) : '';
}
