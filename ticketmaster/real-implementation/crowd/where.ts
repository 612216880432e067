import type { Kind } from './history.ts';

/**
 * How well a farm hides. `one browser`: all its sessions have the device key and the address of one. `new cookies`: each has a key of its own,
 * which costs it nothing. `many networks`: and an address of its own, which proxies of other people's homes sell.
 */
export const FARMS = ['one browser', 'new cookies', 'many networks'] as const;
export type FarmKind = (typeof FARMS)[number];

/** Of each hundred visitors the last of these share the address of an office, and those before them that of a mobile carrier. */
const OFFICE = 10;
const CARRIER = 15;

/**
 * The browser and the address of the nth visitor. All but a farm have a browser of their own.
 */
export function whereOf(n: number, kind: Kind, farm: FarmKind): { device: string; network: string } {
  const own = { device: `of ${n}`, network: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` };
  if (kind === 'farm') {
    if (farm === 'many networks') return own;
    return { device: farm === 'one browser' ? 'of the farm' : own.device, network: '203.0.113.1' };
  }
  const hundred = Math.floor(n / 100) % 250;
  const nth = n % 100;
  if (nth >= 100 - OFFICE) return { ...own, network: `198.51.100.${hundred}` };
  if (nth >= 100 - OFFICE - CARRIER) return { ...own, network: `192.0.2.${hundred}` };
  return own;
}
