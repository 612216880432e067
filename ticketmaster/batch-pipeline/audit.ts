import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { keyOf } from './artwork.ts';
import { isOver, type JobState } from './jobs/job-states.ts';
import { topicsOf } from './jobs/topics.ts';
import { openView } from './jobs/view.ts';
import { sha256Of } from './store/files.ts';

export interface AuditParts {
  brokers: string;
  /** The installation: its topics begin so. */
  prefix: string;
  /** Of the store. */
  folder: string;
  /** Jobs that were acknowledged to clients. */
  acknowledged: string[];
}

/** Looks at the log and at the disk, past all that runs, and answers what is wrong: nothing, where each job was done once in effect. */
export async function audit({ brokers, prefix, folder, acknowledged }: AuditParts): Promise<string[]> {
  const kafka = connectToKafka(brokers);
  const view = openView(kafka, topicsOf(prefix));
  try {
    await view.caughtUp();
    const findings = acknowledged.filter(id => !view.of(id)).map(id => `${id} is lost`);
    const { pictures, names, damaged } = await filesIn(folder);
    findings.push(...damaged.map(path => `${path} is not what its name says`));
    for (const state of view.all()) findings.push(...wrongWith(state, pictures, names));
    return findings;
  } finally {
    await view.close();
  }
}

function wrongWith(state: JobState, pictures: Set<string>, names: Map<string, string>): string[] {
  const { job, status, picture } = state;
  const say = (what: string) => [`${job.jobId} ${what}`];
  if (!isOver(state)) return say(`is ${status} for ever`);
  if (status !== 'DONE') return [];
  if (!pictures.has(picture!.sha256)) return say('is DONE, and its picture is not there');
  const named = names.get(keyOf(job));
  return named && named !== picture!.sha256 ? say('is DONE by another picture than the one that it is known by') : [];
}

/** Of the store: whole pictures, names and where they lead, and pictures that are damaged. What was never given its name counts for nothing. */
async function filesIn(folder: string) {
  const pathsIn = async (below: string) => {
    const all = await readdir(join(folder, below), { recursive: true, withFileTypes: true }).catch(() => []);
    return all
      .filter(one => one.isFile() && !one.name.endsWith('.part'))
      .map(one => ({ name: one.name, path: join(one.parentPath, one.name) }));
  };
  const pictures = new Set<string>();
  const damaged: string[] = [];
  for (const { name, path } of await pathsIn('pictures'))
    if (sha256Of(await readFile(path)) === name) pictures.add(name);
    else damaged.push(path);
  const names = new Map<string, string>();
  for (const { name, path } of await pathsIn('names')) names.set(name, await readFile(path, 'utf8'));
  return { pictures, names, damaged };
}
