import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

const family = join(import.meta.dirname, '../../../ticketmaster/tech-waiting-room');

/** Servers to run, and code to own. */
export function whatItTakes(): Section {
  const rows = [...Map.groupBy(technologies, ({ folder }) => folder)].map(([folder, [technology]]) => {
    const { name, servers } = technology!;
    const lines = readFileSync(join(family, folder, 'line.ts'), 'utf8')
      .trimEnd()
      .split('\n').length;
    return [name.replace(/^SQS .*/, 'SQS'), `${servers.length}: ${servers.join(', ')}`, `${lines}`];
  });
  return {
    title: 'What it takes',
    about: 'The ledger is in Redis for all of them, because no broker tells a visitor the position.',
    head: ['technology', 'kinds of server', 'lines of line.ts'],
    rows,
    raw: rows,
  };
}
