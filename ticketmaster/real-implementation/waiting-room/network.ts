import { isIP } from 'node:net';
import type { Request } from 'express';

/**
 * The network that a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address, which is what one connection is given.
 * Undefined where there is none to know: somebody on this machine.
 *
 * `trustProxy`: X-Forwarded-For counts, but only its last address, which our proxy wrote, and only where the proxy is on this machine.
 * Everything before it may be a stranger's invention. Without `trustProxy` nobody can choose a network.
 */
export function networkOf(request: Pick<Request, 'socket' | 'get'>, trustProxy: boolean): string | undefined {
  const peer = request.socket.remoteAddress ?? '';
  if (!isLoopback(peer)) return prefixOf(peer);
  return trustProxy ? prefixOf(request.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '') : undefined;
}

/** Undefined for what is no address, and for one of this machine. */
export function prefixOf(address: string): string | undefined {
  const v4 = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isLoopback(address) || isIP(address.split('%')[0]!) === 0) return undefined;
  if (isIP(v4) === 4) return v4;
  const [head, tail] = new URL(`http://[${address.split('%')[0]}]/`).hostname.slice(1, -1).split('::'); // the shortest form
  const [front, back] = [head, tail].map(part => part?.split(':').filter(Boolean) ?? []) as [string[], string[]];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}

const isLoopback = (address: string) => /^(::1$|(::ffff:)?127\.)/i.test(address);
