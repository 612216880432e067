import { connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { type Method, manyReads } from '../../../ticketmaster/tech-caching-hotkeys/pipelining.ts';
import { proxyTo } from '../../../ticketmaster/testing/proxy.ts';

/** How often the wire turns for one read in each way, over all masters: counted by proxies, through which nothing is timed. */
export async function roundTripsOf(url: string, methods: Method[], keysOf: (method: Method) => string[]) {
  await using open = new AsyncDisposableStack();
  const direct = open.adopt(await connectToCluster(url), async cluster => cluster.disconnect());
  const nodes = direct.nodes('all').map(({ options }) => `${options.host}:${options.port}`);
  const proxies = await Promise.all(nodes.map(node => proxyTo(`redis://${node}`)));
  open.defer(async () => void (await Promise.all(proxies.map(({ close }) => close()))));
  const natMap = Object.fromEntries(
    nodes.map((node, i) => [node, { host: '127.0.0.1', port: Number(new URL(proxies[i]!.url).port) }]),
  );
  const through = async (enableAutoPipelining: boolean) =>
    open.adopt(await connectToCluster(url, { natMap, enableAutoPipelining, withinMs: 5_000 }), async cluster =>
      cluster.disconnect(),
    );
  const reads = manyReads(await through(false), await through(true));
  const counted = () => proxies.reduce((sum, proxy) => sum + proxy.roundTrips(), 0);
  const trips: Record<string, number> = {};
  for (const method of methods) {
    await reads[method](keysOf(method)); // a script is loaded, a connection opened
    const before = counted();
    await reads[method](keysOf(method));
    trips[method] = counted() - before;
  }
  return trips;
}
