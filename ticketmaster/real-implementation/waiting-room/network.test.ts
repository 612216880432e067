import type { Request } from 'express';
import { expect, it } from 'vitest';
import { networkOf, prefixOf } from './network.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, get: () => forwarded }) as unknown as Request;

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0001:0002:ffff:0:0:1', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s is of the network %s', (address, network) => {
  expect(prefixOf(address)).toBe(network);
});

it.each([
  '',
  'unknown',
  '127.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
  '203.0.113',
  '203.0.113.7:80',
  '1.2.3.4, 5.6.7.8',
  '[::2]',
  '::2]/x',
  'a%b',
])('%j is of none', address => {
  expect(prefixOf(address)).toBeUndefined();
});

it('is what our proxy says, and nothing that a stranger wrote before it', () => {
  expect(networkOf(from('127.0.0.1', '198.51.100.1, 203.0.113.7'), true)).toBe('203.0.113.7');
  expect(networkOf(from('127.0.0.1', '203.0.113.7, nonsense'), true)).toBeUndefined();
});

it('is the peer where that is no proxy of ours, whatever it says', () => {
  expect(networkOf(from('203.0.113.9', '198.51.100.1'), true)).toBe('203.0.113.9');
  expect(networkOf(from('127.0.0.1', '198.51.100.1'), false)).toBeUndefined();
});
