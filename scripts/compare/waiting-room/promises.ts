import { join } from 'node:path';
import { technologies } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import type { Measuring, Section } from '../comparison.ts';
import { keptPromises } from '../keeping.ts';

const family = join(import.meta.dirname, '../../../ticketmaster/tech-waiting-room');

/** What each line keeps: by its own line.test.ts, run now on its own second server, which is killed on the way. */
export function keeping(measuring: Measuring): Promise<Section> {
  const lessons = technologies.map(({ name, folder, emulator }) => ({
    name: emulator ? `${name} (${emulator}, an emulator)` : name,
    ...{ folder: join(family, folder), file: 'line.test.ts', about: `the line on ${name}` },
  }));
  return keptPromises(measuring, 'What each line keeps', 'contract/line.ts', lessons);
}
