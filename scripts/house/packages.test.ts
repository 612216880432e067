import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { packagesArePrivateModules } from './packages.ts';

const findings = (manifest: object) =>
  packagesArePrivateModules(checkoutOf({ 'a/package.json': JSON.stringify(manifest) }));

it('finds a package that could be published, and one that is no ES module', () => {
  expect(findings({ private: true, type: 'module' })).toEqual([]);
  expect(findings({ private: 'true', type: 'module' })).toEqual([
    { file: 'a/package.json', message: 'lacks "private": true' },
  ]);
  expect(findings({ private: true, type: 'commonjs' })).toEqual([
    { file: 'a/package.json', message: 'lacks "type": "module"' },
  ]);
});
