import type { Comparison, Section } from './comparison.ts';
import { ceiling, ceilingSection, type Figures } from './locking/ceiling.ts';
import type { Cell } from './locking/cell.ts';
import { killed, killedSection, type Left } from './locking/killed.ts';
import { PROMISES, promises } from './locking/promises.ts';
import { contentionSweep } from './locking/sweep.ts';
import { sweepSections } from './locking/tables.ts';
import { technologies } from './locking/technologies.ts';
import { serversOf } from './technologies.ts';

/** Every way to sell, from no contention to one seat that everybody wants; and what a kill leaves behind. */
export const compare: Comparison = {
  about: 'selling seats: every way of locking, under every contention, and killed in the middle',
  home: 'ticketmaster/tech-locking-and-transactions',
  servers: serversOf(technologies),
  measure: async measuring => [
    ...(await contentionSweep(measuring)),
    await ceiling(measuring),
    await killed(measuring),
    await promises(measuring),
  ],

  parts: { promises: async measuring => [await promises(measuring)] },

  retell(kept) {
    const isCell = (one: unknown): one is Cell => typeof one === 'object' && one !== null && 'seatsPerOrder' in one;
    const swept = ({ raw }: Section) => (Array.isArray(raw) ? raw.filter(isCell) : []);
    const section = (title: string) => kept.find(section => section.title === title)!;
    const [ceiling, killed] = ['Beside pgbench', 'Killed in the middle'].map(section);
    return [
      ...sweepSections(kept.flatMap(swept)),
      ceilingSection(ceiling!.raw as Figures, ceiling!.notes),
      killedSection(killed!.raw as Left[]),
      ...kept.filter(({ title }) => title === PROMISES),
    ];
  },
};
