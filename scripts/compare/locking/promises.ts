import { dirname, join } from 'node:path';
import type { Measuring, Section } from '../comparison.ts';
import { keptByLessons } from '../keeping.ts';
import { familyAt } from '../technologies.ts';
import { nameOf } from './cell.ts';
import { technologies } from './technologies.ts';

export const PROMISES = 'What each way keeps';

const ways = technologies.flatMap(({ name: technology, folder, script = '', ways }) =>
  ways.map(({ way }) => ({
    name: nameOf({ technology, way }),
    folder: join(familyAt('tech-locking-and-transactions'), folder),
    ...{ file: join(dirname(script), 'ways.test.ts'), about: `way ${way} of ` },
  })),
);

/** What each way keeps of contract/promises.ts, by its own ways.test.ts, run now. */
export const promises = (measuring: Measuring): Promise<Section> =>
  keptByLessons(measuring, PROMISES, 'contract/box-office.ts', ways);
