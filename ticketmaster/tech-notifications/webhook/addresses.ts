/**
 * Where a webhook may not lead: a server that posts to any URL it is given would be a way into the network that it stands in (SSRF).
 *
 * A URL is looked at when it is registered, and the address again at each connect: a name may lead elsewhere by then (DNS rebinding).
 */
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export class AddressRefused extends Error {}

/** The addresses of a name. */
export type Resolve = (name: string) => Promise<string[]>;

export interface AddressGuard {
  /** What the URL is, written the one way that all spellings of it have in common. Throws AddressRefused. */
  checked(url: string): URL;
  /** For http.request: answers addresses of a name, all of which have been looked at, or AddressRefused. */
  lookup: LookupFunction;
}

/** The special-purpose networks of IPv4 (IANA registry). */
const special4 = [
  '0.0.0.0/8', // this network: refused here, not listened on
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'], // private, and behind a carrier's NAT
  ...['127.0.0.0/8', '169.254.0.0/16'], // loopback, link-local: where clouds keep their metadata
  ...['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15'], // protocols, 6to4 relays, benchmarks
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'], // documentation
  ...['224.0.0.0/4', '240.0.0.0/4'], // multicast, reserved, broadcast
];

/** All of IPv6 that is global, which leaves out loopback, link-local, private, multicast, IPv4-mapped and NAT64 … */
const global6 = ['2000::/3'];
/** … but for what tunnels IPv4 (Teredo, 6to4) or is there for documentation. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** `allowed`: addresses or networks that a webhook may lead to all the same, also by http: `127.0.0.1` or `10.1.0.0/16`. */
export function addressGuard(allowed: readonly string[] = [], resolve: Resolve = resolver()): AddressGuard {
  const exceptions = networks(allowed);
  const mayLeadTo = (address: string) =>
    exceptions.check(address, familyOf(address)) ||
    (isIP(address) === 4
      ? !blocked4.check(address)
      : global.check(address, 'ipv6') && !blocked6.check(address, 'ipv6'));

  /** Of a name only localhost, which leads where no DNS decides; whether that is allowed, `lookup` says. */
  const isOfThisLab = (host: string) => (isIP(host) ? exceptions.check(host, familyOf(host)) : isLocalhost.test(host));

  return {
    checked(text) {
      const url = URL.parse(text);
      if (text.length > 2_048) throw new AddressRefused('is longer than 2048 characters');
      if (!url || !/^https?:$/.test(url.protocol)) throw new AddressRefused('is no http or https URL');
      if (url.username || url.password) throw new AddressRefused('holds credentials');
      const host = url.hostname.replace(/^\[|\]$/g, ''); // parsing has made 127.0.0.1 of 2130706433, 0x7f.1 and 127.1
      if (isIP(host) && !mayLeadTo(host)) throw notPublic(); // an address is never looked up
      if (url.protocol === 'http:' && !isOfThisLab(host))
        throw new AddressRefused('must be https: tokens are sent there');
      url.hash = '';
      return url;
    },

    lookup(name, { all, family }, done) {
      const of = family === 4 || family === 6 ? family : 0;
      resolve(name)
        .then(addresses => {
          if (!addresses.every(mayLeadTo)) throw notPublic(); // one that is not is enough
          const found = addresses.map(address => ({ address, family: isIP(address) }));
          const fitting = found.filter(one => of === 0 || one.family === of);
          if (!fitting[0]) throw Object.assign(new Error(`no address for ${name}`), { code: 'ENOTFOUND' });
          if (all) done(null, fitting);
          else done(null, fitting[0].address, fitting[0].family);
        })
        .catch((error: Error) => done(error, ''));
    },
  };
}

const notPublic = () => new AddressRefused('leads to a private, local or reserved address');

/** Asks the DNS by itself: the system's getaddrinfo has four threads for everybody, and names that never answer would hold them all. */
function resolver(): Resolve {
  const dns = new Resolver({ timeout: 2_000, tries: 2 });
  return async name => {
    if (isLocalhost.test(name)) return ['127.0.0.1']; // what no DNS is asked for (RFC 6761)
    return (await Promise.all([dns.resolve4(name), dns.resolve6(name)].map(of => of.catch(() => [])))).flat();
  };
}

const isLocalhost = /(^|\.)localhost$/;
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function networks(written: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of written) {
    const [address = '', bits] = text.split('/');
    if (!isIP(address)) throw new Error(`'${text}' is no address and no network`);
    if (bits) list.addSubnet(address, Number(bits), familyOf(address));
    else list.addAddress(address, familyOf(address));
  }
  return list;
}
const blocked4 = networks(special4);
const blocked6 = networks(special6);
const global = networks(global6);
