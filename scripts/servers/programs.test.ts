import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, '../programs.ts');
const bash = (line: string, env = {}) =>
  execFileSync('bash', ['-euc', line], { encoding: 'utf8', env: { ...process.env, ...env }, stdio: 'pipe' });

it('tells a shell where programs are that can be run', () => {
  const names = '"$POSTGRES_BIN/postgres" "$POSTGRES_BIN/initdb" "$REDIS_PATH"';
  const line = `eval "$('${process.execPath}' '${script}' postgres redis)" && printf '%s\\n' ${names}; $POSTGRES_AS "$POSTGRES_BIN/postgres" --version`;
  const printed = bash(line).trim().split('\n');
  const version = printed.pop();
  expect(printed).toHaveLength(3);
  for (const path of printed) accessSync(path, constants.X_OK);
  expect(version).toMatch(/^postgres \(PostgreSQL\) 18/);
});

it('believes the environment, and names what it does not know', () => {
  expect(bash(`'${process.execPath}' '${script}' redis`, { REDIS_PATH: "/it's/here" })).toBe(
    `export REDIS_PATH='/it'\\''s/here'\n`,
  );
  expect(() => bash(`'${process.execPath}' '${script}' mongodb`)).toThrow('and no mongodb');
});
