import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jarsOf } from './jars.ts';

const module = JSON.stringify(join(import.meta.dirname, 'jars.ts'));

it.each(['/', '/tmp'])('finds the jars in one place, from whatever folder (%s) and with whatever LAB_DIR', cwd => {
  const script = `import { jarsOf } from ${module}; console.log(jarsOf('kafka'));`;
  const env = { ...process.env, LAB_DIR: 'elsewhere' };
  const options = { cwd, env, encoding: 'utf8' } as const;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim()).toBe(jarsOf('kafka'));
  expect(jarsOf('kafka')).toBe(join(import.meta.dirname, '../../.lab/jars/kafka'));
});
