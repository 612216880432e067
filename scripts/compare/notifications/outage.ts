import { setTimeout as sleep } from 'node:timers/promises';
import { type Compared, letIn, totals } from '../../../ticketmaster/tech-notifications/compare.ts';
import { whole } from '../../bench/numbers.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { openStage, type Stage } from './stage.ts';
import { technologies } from './technologies.ts';

const VISITORS = 200;
const AWAY_MS = 10_000;

interface Outage {
  missed: number;
  /** Came more than once on the wire. */
  repeated: number;
  /** Effects beyond one for each visitor. */
  tooMany: number;
  /** From when it is back until everything has been heard. */
  recoveryMs: number;
}

/** Who is away for ten seconds, while all are let in. */
export async function outages({ urls, tell }: Measuring): Promise<Section[]> {
  const sections: Section[] = [];
  for (const away of ['app', 'server'] as const) {
    const outages = new Map<string, Outage>();
    for (const technology of technologies) {
      const outage = await outageOf(technology, urls, away);
      outages.set(technology.name, outage);
      tell(`${away} away    ${technology.name.padEnd(20)} back after ${whole(outage.recoveryMs)} ms`);
    }
    sections.push(section(away, outages));
  }
  return sections;
}

async function outageOf(technology: Compared, urls: Record<string, string>, away: 'app' | 'server'): Promise<Outage> {
  await using stage = await openStage(technology, urls, VISITORS);
  const back = away === 'app' ? await withoutApp(stage) : await withoutServer(stage);
  await stage.heard(VISITORS, 120_000).catch(() => {}); // who has not heard by then has missed it
  const recoveryMs = performance.now() - back;
  const { heard, repeated, entries } = await totals(stage.app.url);
  return { missed: VISITORS - heard, repeated, tooMany: entries - heard, recoveryMs };
}

/** Killed; all are let in, a tenth each second; started again. Answers when it was back. */
async function withoutApp(stage: Stage): Promise<number> {
  await stage.killApp();
  for (let call = 1; call <= 10; call++) {
    await letIn(stage.server.url, stage.eventId, VISITORS / 10);
    await sleep(AWAY_MS / 10);
  }
  await stage.restartApp();
  return performance.now();
}

/** Half are let in, and right behind the answer it is killed; ten seconds later it is back, and lets the others in. */
async function withoutServer(stage: Stage): Promise<number> {
  await letIn(stage.server.url, stage.eventId, VISITORS / 2);
  await stage.killServer();
  await sleep(AWAY_MS);
  await stage.restartServer();
  const back = performance.now();
  await letIn(stage.server.url, stage.eventId, VISITORS / 2);
  return back;
}

function section(away: 'app' | 'server', outages: Map<string, Outage>): Section {
  const about = {
    app: `The user app of ${VISITORS} visitors is killed (kill -9), all of them are let in during ten seconds, and it is started again.`,
    server: `Half of ${VISITORS} visitors are let in and the server is killed (kill -9) right behind its answer; ten seconds later it is started again and lets in the others.`,
  }[away];
  return {
    title: `The ${away} is away for ten seconds`,
    about: `${about} Repeated: came more than once on the wire, as at least once means. Recovery: from when it is back until everything has been heard.`,
    head: ['way', 'missed', 'repeated on the wire', 'effects too many', 'recovery, ms'],
    rows: [...outages].map(([name, { missed, repeated, tooMany, recoveryMs }]) => [
      name,
      ...[missed, repeated, tooMany, recoveryMs].map(whole),
    ]),
    chart: outageChart(away, Object.fromEntries(outages)),
    raw: Object.fromEntries(outages),
  };
}

export function outageChart(away: 'app' | 'server', outages: Record<string, Outage>): Picture {
  return {
    ...{ kind: 'bars', file: `${away}-away.svg`, title: `The ${away} was away: how long until everything was heard` },
    ...{ subtitles: ['from when it was back; one run'], unit: 'ms' },
    bars: Object.entries(outages).map(([label, { recoveryMs }]) => ({
      ...{ label, of: 'all', value: recoveryMs, min: recoveryMs, max: recoveryMs },
    })),
  };
}
