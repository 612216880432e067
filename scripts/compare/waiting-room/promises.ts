import { join } from 'node:path';
import type { Measuring, Section } from '../comparison.ts';
import { keptPromises } from '../keeping.ts';
import { familyAt } from '../technologies.ts';
import { technologies } from './technologies.ts';

/** What each line keeps: by its own line.test.ts, run now on its own second server, which is killed on the way. */
export function keeping(measuring: Pick<Measuring, 'urls' | 'tell'>, compared = technologies): Promise<Section> {
  const lessons = compared.map(({ name, folder, emulator }) => ({
    name: emulator ? `${name} (${emulator}, an emulator)` : name,
    ...{ folder: join(familyAt('tech-waiting-room'), folder), file: 'line.test.ts', about: `the line on ${name}` },
  }));
  return keptPromises(measuring, 'What each line keeps', 'contract/line.ts', lessons);
}
