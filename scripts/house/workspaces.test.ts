import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { ownerOf, packageOf, resolveImport, workspacesOf } from './workspaces.ts';

const checkout = checkoutOf({
  'package.json': '{}',
  'ticketmaster/common/package.json': '{"name":"@ticketmaster/common","exports":{"./*":"./*.ts"}}',
  'ticketmaster/common/http.ts': '',
  'ticketmaster/common/deep/env.ts': '',
  'ticketmaster/closed/package.json': '{"name":"@ticketmaster/closed"}',
  'ticketmaster/closed/inside.ts': '',
});
const workspaces = workspacesOf(checkout);
const resolved = (specifier: string) => resolveImport(checkout, workspaces, 'ticketmaster/common/http.ts', specifier);

it('resolves what Node would', () => {
  expect(resolved('./deep/env.ts')).toBe('ticketmaster/common/deep/env.ts');
  expect(resolved('../closed/inside.ts')).toBe('ticketmaster/closed/inside.ts');
  expect(resolved('@ticketmaster/common/http')).toBe('ticketmaster/common/http.ts');
  expect(resolved('@ticketmaster/common/deep/env')).toBe('ticketmaster/common/deep/env.ts');
});

it('does not resolve what Node would not', () => {
  expect(resolved('./env.ts')).toBeUndefined();
  expect(resolved('./deep/env')).toBeUndefined();
  expect(resolved('@ticketmaster/common/http.ts')).toBeUndefined();
  expect(resolved('@ticketmaster/closed/inside')).toBeUndefined();
  expect(resolved('@ticketmaster/nowhere/http')).toBeUndefined();
});

it('knows the package.json that counts for a file', () => {
  expect(ownerOf('ticketmaster/common/deep/env.ts', workspaces)?.home).toBe('ticketmaster/common');
  expect(ownerOf('ticketmaster/commonplace.ts', workspaces)?.home).toBe('');
});

it('knows the package in a specifier', () => {
  expect(['pg', 'vitest/config', '@aws-sdk/client-sqs/x'].map(packageOf)).toEqual([
    'pg',
    'vitest',
    '@aws-sdk/client-sqs',
  ]);
});

it('names the package.json that is broken', () => {
  expect(() => workspacesOf(checkoutOf({ 'a/package.json': '{' }))).toThrow('a/package.json is not JSON');
});
