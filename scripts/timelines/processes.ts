import { basename, dirname } from 'node:path';
import type { Moment } from './history.ts';

/** A process of a recorded walkthrough. */
export interface Process {
  pid: number;
  script: string;
  given: string[];
  from: number;
  /** When it was gone, Infinity while it runs. */
  to: number;
  /** It serves: it was asked something, or said READY. What does not is a tool of the reader's. */
  serves: boolean;
  /** Its exit code where it ended by itself. */
  code?: number;
  lane: string;
}

/** What a reader runs by hand is in this lane. */
export const READER = 'you';

/** All of them, each with its lane: that of another of its kind that had gone before it started, or one of its own. */
export function processesOf(moments: Moment[]): Process[] {
  const all: Process[] = [];
  const running = new Map<number, Process>();
  for (const moment of moments) {
    const { pid, ms } = moment;
    const one = running.get(pid);
    if (moment.is === 'started') {
      const process = {
        pid,
        script: moment.script,
        given: moment.given,
        from: ms,
        to: Infinity,
        serves: false,
        lane: READER,
      };
      running.set(pid, process);
      all.push(process);
    } else if (one) {
      if (moment.is === 'asked' || (moment.is === 'said' && /^READY /m.test(moment.text))) one.serves = true;
      if (moment.is === 'ended') one.code = moment.code;
      if (moment.is === 'gone') one.to = ms;
    }
  }
  giveLanes(all.filter(({ serves }) => serves));
  return all;
}

function giveLanes(servers: Process[]): void {
  const lanes = new Map<string, Process[]>(); // who was last in it
  for (const server of servers) {
    const kind = kindOf(server.script);
    const ofKind = lanes.get(kind) ?? [];
    lanes.set(kind, ofKind);
    const free = ofKind.findIndex(({ to }) => to <= server.from);
    const nth = free < 0 ? ofKind.length : free;
    ofKind[nth] = server;
    server.lane = `${kind} ${nth + 1}`;
  }
  for (const server of servers) {
    const kind = kindOf(server.script);
    if (lanes.get(kind)!.length === 1) server.lane = kind;
  }
}

/** `server.ts` and `start.ts` say nothing of what they serve: their folder does, where it is none of a whole lesson. */
function kindOf(script: string): string {
  const name = basename(script, '.ts');
  if (name !== 'server' && name !== 'start') return name.replaceAll('-', ' ');
  const folder = basename(dirname(script));
  const isLesson = /^ticketmaster\/(tech-[^/]+\/|flash-sales\/)?[^/]+$/.test(dirname(script));
  return isLesson ? 'server' : folder.replaceAll('-', ' ');
}
