// Opens all kinds of servers. As a process of its own it prints their folder and their pids, and waits to be killed.
import { openPostgresPair } from './postgres-pair.ts';
import { programs } from './programs.fixture.ts';
import { openRedisGroup } from './redis.ts';
import { openServers } from './servers.ts';

export async function openAll() {
  const servers = await openServers('replicated-servers-');
  await openRedisGroup(servers, programs(), ['redis-1', 'redis-2']);
  await openPostgresPair(servers, programs(), {
    ...{ names: ['postgres-1', 'postgres-2'], connections: 20, synchronous: true },
  });
  return { servers, pids: servers.programs.map(one => one.pid()!) };
}

if (import.meta.main) {
  const { servers, pids } = await openAll();
  console.log(JSON.stringify({ folder: servers.folder, pids }));
  setTimeout(() => process.exit(1), 60_000);
}
