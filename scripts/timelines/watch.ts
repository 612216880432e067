import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { isAlive } from '../../ticketmaster/testing/processes.ts';
import { readMoments } from './history.ts';

const EVERY_MS = 25;

/** Writes to the history when a process of it is gone, until it is stopped; who calls `look` knows all that are gone by then. */
export function watchProcesses(file: string): { look(): void; stop(): void } {
  const running = new Set<number>();
  const descriptor = openSync(file, 'r');
  let read = 0;

  /** The lines that came since the last look, and are whole. */
  function news(): string {
    const bytes = Buffer.alloc(fstatSync(descriptor).size - read);
    readSync(descriptor, bytes, 0, bytes.length, read);
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    read += whole.length;
    return whole.toString();
  }
  function look(): void {
    for (const { is, pid } of readMoments(news())) if (is === 'started') running.add(pid);
    for (const pid of running) {
      if (isAlive(pid) && !isZombie(pid)) continue;
      running.delete(pid);
      appendFileSync(file, `${JSON.stringify({ ms: performance.timeOrigin + performance.now(), pid, is: 'gone' })}\n`);
    }
  }
  const timer = setInterval(look, EVERY_MS);
  return {
    look,
    stop() {
      clearInterval(timer);
      closeSync(descriptor);
    },
  };
}

/** It is dead, and who started it has not looked yet; on Linux. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
