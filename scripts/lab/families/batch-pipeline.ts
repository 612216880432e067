import { type Family, figureIn, sectionOf } from '../figures.ts';
import { labOf } from '../lessons-in-repo.ts';

const home = 'ticketmaster/batch-pipeline';
const BURST = 'A burst of 500 jobs';
const BATCHING = 'Small jobs in one pass';

/** One row: it is compared with itself, by how many jobs its worker takes at once. */
export const batchPipeline: Family = {
  name: 'Batch pipeline',
  home,
  technologies(sections) {
    const raw = sectionOf(sections, BURST)?.raw as { findings: string[] } | undefined;
    const because = raw?.findings.join('; ');
    const passes = sectionOf(sections, BATCHING)?.rows.map(([together]) => together!) ?? [];
    return [
      {
        ...{ name: 'Jobs on Kafka', lesson: home, servers: labOf(home).servers ?? [], recovery: [] },
        promises: raw ? [{ promise: 'no job lost, none done twice', ...(because && { brokenBecause: because }) }] : [],
        speed: passes.slice(1).flatMap(row => {
          const label = `pictures ÷ one by one, ${row} in one pass`;
          return figureIn(sections, { title: BATCHING, column: 'times', row, label });
        }),
      },
    ];
  },
};
