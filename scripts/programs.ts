/**
 * Prints shell variables that tell a lesson where the lab's programs are, for one that starts servers of its own:  node scripts/programs.ts
 *
 *   POSTGRES_BIN   the folder of initdb and postgres
 *   POSTGRES_AS    words before them that make root nobody; empty for all others
 *   REDIS_SERVER   the path of redis-server, which is Sentinel, too
 */
import { installed } from './servers/install.ts';
import { postgres, postgresPrograms } from './servers/postgres.ts';
import { redisServer } from './servers/redis.ts';

const say = (line: string) => console.error(line);

async function programs(): Promise<Record<string, string>> {
  await postgres.install(say);
  const { bin, as } = postgresPrograms();
  return { POSTGRES_BIN: bin, POSTGRES_AS: as.join(' '), REDIS_SERVER: await installed(redisServer, say) };
}

programs().then(
  found => {
    for (const [name, value] of Object.entries(found))
      console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
