/** Ends a process group whole, however its processes hang together. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends SIGTERM to the group, waits until it is empty and sends SIGKILL after `graceMs`. False if it had to. */
export async function endGroup(group: number, graceMs: number): Promise<boolean> {
  signal(group, 'SIGTERM');
  if (await emptyWithin(group, graceMs)) return true;
  signal(group, 'SIGKILL');
  await emptyWithin(group, 5_000);
  return false;
}

async function emptyWithin(group: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (hasMembers(group)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** A zombie counts as gone: in a container whose first process reaps nobody it would stay for ever. */
export function hasMembers(group: number): boolean {
  if (!signal(group, 0)) return false;
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' });
  if (!stdout) return true; // no ps here: believe the signal
  return stdout.split('\n').some(line => {
    const [pgid, state = ''] = line.trim().split(/\s+/);
    return Number(pgid) === group && !state.startsWith('Z');
  });
}

/** False if the group has nobody left. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true; // macOS says so for a zombie
    throw error;
  }
}
