import { join } from 'node:path';
import { technologies } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import type { Measuring, Section } from '../comparison.ts';
import { type Kept, promisesKept } from '../promises.ts';

const family = join(import.meta.dirname, '../../../ticketmaster/tech-waiting-room');

/** What each line keeps: by its own line.test.ts, run now on its own second server, which is killed on the way. */
export async function keeping({ urls, tell }: Measuring): Promise<Section> {
  const byName = new Map<string, Kept[]>();
  for (const { name, folder } of technologies) {
    const kept = await promisesKept(join(family, folder), 'line.test.ts', `the line on ${name}`, urls);
    tell(
      `promises      ${name.padEnd(28)} ${kept.filter(({ brokenBecause }) => !brokenBecause).length} of ${kept.length} kept`,
    );
    if (kept.length === 0) throw new Error(`${folder}/line.test.ts says nothing of the line on ${name}`);
    byName.set(name, kept);
  }
  const named = technologies.map(({ name, emulator }) => (emulator ? `${name} (${emulator}, an emulator)` : name));
  const promises = byName.get(technologies[0]!.name)!.map(({ promise }) => promise);
  const of = (name: string, promise: string) => byName.get(name)!.find(kept => kept.promise === promise);
  return {
    title: 'What each line keeps',
    about:
      'Each promise is a check that ran against the real server just now, and what is declared broken was seen to break. What they mean is said in `contract/line.ts`.',
    head: ['promise', ...named],
    rows: promises.map(promise => [
      promise,
      ...technologies.map(({ name }) =>
        of(name, promise)?.brokenBecause ? '**no**' : of(name, promise) ? 'yes' : '-',
      ),
    ]),
    notes: [...byName].flatMap(([name, kept]) =>
      kept.flatMap(({ promise, brokenBecause }) =>
        brokenBecause ? [`${name}, ${promise}: no, ${brokenBecause}.`] : [],
      ),
    ),
    raw: Object.fromEntries(byName),
  };
}
