import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '../house/workspaces.ts';

/** What is known of a technology by the lesson that it stands in. */
export interface FromLesson {
  folder: string;
  /** The servers of the lab that it needs. */
  servers: string[];
}

/** The folder of a family, `tech-…`. */
export const familyAt = (family: string) => join(import.meta.dirname, '../../ticketmaster', family);

/**
 * All that the lessons of a family export as `technologies` from their technology.ts, in the order of the lessons' ports: a lesson
 * that is added takes part in every comparison.
 */
export async function technologiesOf<Technology>(family: string): Promise<(Technology & FromLesson)[]> {
  const lessons = globSync('*/package.json', { cwd: familyAt(family) })
    .map(file => ({
      folder: dirname(file),
      ...(JSON.parse(readFileSync(join(familyAt(family), file), 'utf8')) as Manifest).lab,
    }))
    .filter(({ folder, port }) => port && existsSync(join(familyAt(family), folder, 'technology.ts')))
    .toSorted((a, b) => a.port! - b.port!);
  const found = lessons.map(async ({ folder, servers = [] }) => {
    const file = join(familyAt(family), folder, 'technology.ts');
    const { technologies } = (await import(file)) as { technologies: (Technology & { moreServers?: string[] })[] };
    return technologies.map(technology => ({
      ...{ ...technology, folder },
      servers: [...servers, ...(technology.moreServers ?? [])],
    }));
  });
  return (await Promise.all(found)).flat();
}

/** Every server that one of them needs. */
export const serversOf = (technologies: FromLesson[]) => [...new Set(technologies.flatMap(({ servers }) => servers))];
