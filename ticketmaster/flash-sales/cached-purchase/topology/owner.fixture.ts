// Opens a topology, prints its folder and the pids of its servers, and waits to be killed.
import { topologyForTest } from './topology.fixture.ts';

const topology = await topologyForTest();
const pids = (await topology.table()).map(({ pid }) => pid);
console.log(JSON.stringify({ pids, folder: topology.folder }));
setTimeout(() => process.exit(1), 60_000);
