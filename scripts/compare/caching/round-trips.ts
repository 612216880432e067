import { addressOf, connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { type Method, manyReads } from '../../../ticketmaster/tech-caching-hotkeys/pipelining.ts';
import { proxiesTo } from '../../../ticketmaster/testing/proxies.ts';

/** How often the wire turns for one read in each way, over all masters: counted by proxies, through which nothing is timed. */
export async function roundTripsOf(url: string, methods: Method[], keysOf: (method: Method) => string[]) {
  await using open = new AsyncDisposableStack();
  const direct = open.adopt(await connectToCluster(url), async cluster => cluster.disconnect());
  const proxies = open.adopt(await proxiesTo(direct.nodes('all').map(addressOf), 'redis'), ({ close }) => close());
  const through = async (enableAutoPipelining: boolean) =>
    open.adopt(
      await connectToCluster(url, { natMap: proxies.natMap, enableAutoPipelining, withinMs: 5_000 }),
      async cluster => cluster.disconnect(),
    );
  const reads = manyReads(await through(false), await through(true));
  const counted = () => proxies.sum(proxy => proxy.roundTrips());
  const trips: Record<string, number> = {};
  for (const method of methods) {
    await reads[method](keysOf(method)); // a script is loaded, a connection opened
    const before = counted();
    await reads[method](keysOf(method));
    trips[method] = counted() - before;
  }
  return trips;
}
