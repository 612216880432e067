import { type FaultProxy, proxyTo } from './proxy.ts';

/** A proxy before each node of a cluster, `host:port` by `host:port`, and the map that leads a client there. */
export async function proxiesTo(nodes: readonly string[], protocol: string) {
  const proxies: FaultProxy[] = await Promise.all(nodes.map(node => proxyTo(`${protocol}://${node}`)));
  const portOf = ({ url }: FaultProxy) => Number(new URL(url).port);
  return {
    natMap: Object.fromEntries(nodes.map((node, i) => [node, { host: '127.0.0.1', port: portOf(proxies[i]!) }])),
    all: (what: (proxy: FaultProxy) => void) => proxies.forEach(what),
    sum: (what: (proxy: FaultProxy) => number) => proxies.reduce((sum, proxy) => sum + what(proxy), 0),
    close: async () => void (await Promise.all(proxies.map(({ close }) => close()))),
  };
}
