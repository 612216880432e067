import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from './all.ts';
import { repositoryFiles, show } from './files.ts';

const files = repositoryFiles(join(import.meta.dirname, '..', '..'));

it.each(Object.entries(checks))('%s', async (_, check) => {
  const findings = await check(files);
  expect(findings.map(show)).toEqual([]);
});
