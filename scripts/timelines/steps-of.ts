/** From what happened to what is drawn. */
import { cut } from '../charts/cut.ts';
import type { LaneStep, LanesChart } from '../charts/lanes.ts';
import type { Experiment } from './experiments.ts';
import type { Moment } from './history.ts';
import { joined, type Step } from './joined.ts';
import { type Process, processesOf, READER } from './processes.ts';
import { stepsOfServer } from './steps-of-server.ts';
import { saidInWords, settingsOf } from './words.ts';

/** A block of the README that was run. `from` and `to` in ms, as moments have them. */
export interface Block {
  command: string;
  from: number;
  to: number;
}

/** The picture of an experiment: its prediction, and what happened in its blocks. */
export function chartOf({ title, prediction }: Experiment, moments: Moment[], blocks: Block[]): LanesChart {
  const steps = stepsOf(moments, blocks);
  const lanes = [...new Set(steps.flatMap(({ lane }) => lane ?? []))].toSorted(); // server 1, server 2, you
  return { title, subtitles: prediction ? [`Prediction: ${prediction}`] : [], lanes, steps: cut(steps) };
}

/** What happened within these blocks, by lane. `s` counts from the first of it. */
export function stepsOf(moments: Moment[], blocks: Block[]): LaneStep[] {
  const [from, to] = [blocks[0]!.from, blocks.at(-1)!.to];
  const processes = processesOf(moments);
  const steps = processes
    .filter(one => one.from < to && one.to > from)
    .flatMap(one => {
      const own = moments.filter(({ pid, ms }) => pid === one.pid && ms >= one.from && ms <= one.to);
      if (one.script === 'scripts/servers.ts') return ofLabServers(one, own);
      return one.serves ? stepsOfServer(one, own, settingsFrom(blocks, one), processes) : ofTool(one, own);
    })
    .filter(({ ms }) => ms >= from && ms <= to);
  const few = joined(steps.toSorted((a, b) => a.ms - b.ms));
  const first = few[0]?.ms ?? 0;
  return few.map(({ look, lane, text, ms }) => ({ look, lane, text, s: (ms - first) / 1_000 }));
}

/** Of the block that was starting a server when this process began; who is started again has none. */
function settingsFrom(blocks: Block[], { from: began }: Process): string {
  const block = blocks.find(({ from, to, command }) => began >= from && began <= to && isStart(command));
  return block ? settingsOf(block.command) : '';
}

const isStart = (command: string) => /\brun\.sh\b|\.ts\b/.test(command);

/** `servers -- kill redis`: the lane is that of the server. */
function ofLabServers({ given: [verb, name] }: Process, own: Moment[]): Step[] {
  const ms = own.find(({ is }) => is === 'ended')?.ms;
  if (!ms || !name) return [];
  if (verb === 'kill') return [{ look: 'fault', lane: name, text: 'killed', ms }];
  return verb === 'start' ? [{ look: 'call', lane: name, text: 'started again', ms }] : [];
}

/** What run.sh asks for, and no reader. */
const UNASKED = ['scripts/programs.ts', 'scripts/browser.ts'];

/** What a reader runs beside curl: its name, and the end of what it printed. */
function ofTool({ script, given }: Process, own: Moment[]): Step[] {
  const ended = own.find(({ is }) => is === 'ended') ?? own.find(({ is }) => is === 'gone');
  if (!ended || UNASKED.includes(script)) return [];
  const printed = own.flatMap(moment => (moment.is === 'said' ? moment.text.trim().split('\n') : [])).filter(Boolean);
  const asked = saidInWords([script.split('/').at(-1)!.replace(/\.ts$/, ''), ...given].join(' '));
  return [{ look: 'call', lane: READER, text: `${asked} → ${saidInWords(printed.at(-1) ?? 'nothing')}`, ms: ended.ms }];
}
