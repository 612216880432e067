// The README tells how many lines each orchestrator takes: here they are counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const text = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
/** Without blank lines and comments. */
const linesOf = (...files: string[]) =>
  files
    .flatMap(file =>
      text(file)
        .replace(/\/\*\*.*?\*\//gs, '')
        .split('\n'),
    )
    .filter(line => line.trim() && !line.trim().startsWith('//')).length;

it('tells how many lines of code the orchestrator is, and how many keep it going over crashes', () => {
  const byHand = [linesOf('../saga/orchestrator.ts'), linesOf('../saga/saga-log.ts', '../saga/recovery.ts')];
  const dbos = [linesOf('sale.ts'), linesOf('engine.ts', 'executor.ts', 'takeover.ts')];
  const restate = [
    linesOf('restate/sale.ts'),
    linesOf('restate/endpoint.ts', 'restate/client.ts', 'restate/recovery.ts'),
  ];
  const row = [byHand, dbos, restate].map(([sale, around]) => `${sale} + ${around}`).join(' | ');
  expect(text('README.md')).toContain(`| lines of code: the sale's order + what keeps it going | ${row} | - |`);
});
