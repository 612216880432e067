import { killUnderLoad, type LeftBehind } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

/** What each way leaves when its server is killed in the middle of a rush. Correctness, so an emulator takes part. */
export async function killed({ urls, tell }: Measuring): Promise<Section> {
  const left: Left[] = [];
  for (const technology of technologies) {
    for (const { way, unsafe } of technology.ways) {
      if (unsafe) continue;
      const behind = await killUnderLoad(technology, urls, way);
      const name = `${technology.name}, ${way}`;
      tell(
        `killed      ${name.padEnd(38)} ${behind.inDoubt} in doubt, ${behind.faults.join(', ') || 'balanced'} after recovery`,
      );
      left.push({ name, emulator: technology.emulator !== undefined, behind });
    }
  }
  return killedSection(left);
}

export interface Left {
  name: string;
  emulator: boolean;
  behind: LeftBehind;
}

export function killedSection(left: Left[]): Section {
  return {
    title: 'Killed in the middle',
    about:
      '32 buyers, and kill -9 of the server after 200 of 400 orders. What was neither done nor undone then, and what recover() made of it.',
    head: ['way', 'in doubt after the kill', 'recovered', 'recovery took, ms', 'audit afterwards'],
    rows: left.map(({ name, emulator, behind: { inDoubt, recovered, recoverMs, faults } }) => [
      name,
      whole(inDoubt),
      whole(recovered),
      emulator ? '-' : whole(recoverMs),
      faults.length ? `**${faults.join(', ')}**` : 'balanced',
    ]),
    raw: left,
  };
}
