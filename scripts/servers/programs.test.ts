import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('tells a shell where programs are that can be run', () => {
  const script = join(import.meta.dirname, '../programs.ts');
  const line = `eval "$('${process.execPath}' '${script}')" && printf '%s\\n' "$POSTGRES_BIN/postgres" "$POSTGRES_BIN/initdb" "$REDIS_SERVER"; $POSTGRES_AS "$POSTGRES_BIN/postgres" --version`;
  const printed = execFileSync('bash', ['-euc', line], { encoding: 'utf8' }).trim().split('\n');
  const version = printed.pop();
  expect(printed).toHaveLength(3);
  for (const path of printed) accessSync(path, constants.X_OK);
  expect(version).toMatch(/^postgres \(PostgreSQL\) 18/);
});
