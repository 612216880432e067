/**
 * Prints shell variables that tell a lesson where the lab's programs are, for one that starts servers of its own:  node scripts/programs.ts
 *
 *   POSTGRES_BIN   the folder of initdb and postgres
 *   POSTGRES_AS    words before them that make root nobody; empty for all others
 *   REDIS_SERVER   the path of redis-server, which is Sentinel, too
 */
import { programs } from './servers/programs.ts';

programs(line => console.error(line)).then(
  ({ postgresBin, postgresAs, redisServer }) => {
    console.log(
      `export POSTGRES_BIN='${postgresBin}' POSTGRES_AS='${postgresAs.join(' ')}' REDIS_SERVER='${redisServer}'`,
    );
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
