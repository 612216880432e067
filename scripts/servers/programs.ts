import { installed, type Program } from './install.ts';
import type { Say } from './kind.ts';
import { postgres, postgresPrograms } from './postgres.ts';
import { redisServer } from './redis.ts';

export const nginx: Program = {
  command: 'nginx',
  alsoIn: ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'], // not in everybody's PATH
  apt: 'nginx',
  brew: 'nginx',
};

/** Where the programs are for a lesson that starts servers of its own; those that are missing are installed, where that can be. */
export async function programs(say: Say) {
  await postgres.install(say);
  const { bin, as } = postgresPrograms();
  return { postgresBin: bin, postgresAs: as, redisServer: await installed(redisServer, say) };
}
