import { installed, type Program } from './install.ts';
import type { Say } from './kind.ts';
import { postgres, postgresPrograms } from './postgres.ts';
import { redisServer } from './redis.ts';

const nginx: Program = {
  command: 'nginx',
  alsoIn: ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'], // not in everybody's PATH
  apt: 'nginx',
  brew: 'nginx',
};

/** Debian names it so; elsewhere it is called alertmanager, which ALERTMANAGER_PATH may say. */
const alertmanager: Program = {
  command: 'prometheus-alertmanager',
  apt: 'prometheus-alertmanager',
  brew: 'alertmanager',
};

/**
 * Programs for a lesson that starts servers of its own, by name: the variables that say where they are. What is missing is installed, as for the
 * lab's servers.
 *
 *   postgres   POSTGRES_BIN, the folder of initdb and postgres; POSTGRES_AS, words before them that make root nobody, empty for all others
 *   redis      REDIS_PATH, redis-server, which is Sentinel, too
 *   nginx      NGINX_PATH
 *   openssl    OPENSSL_PATH
 *   prometheus    PROMETHEUS_PATH and PROMTOOL_PATH
 *   alertmanager  ALERTMANAGER_PATH
 */
export const programs: Record<string, (say: Say) => Promise<Record<string, string>>> = {
  async postgres(say) {
    await postgres.install(say);
    const { bin, as } = postgresPrograms();
    return { POSTGRES_BIN: bin, POSTGRES_AS: as.join(' ') };
  },
  redis: async say => ({ REDIS_PATH: await installed(redisServer, say) }),
  nginx: async say => ({ NGINX_PATH: await installed(nginx, say) }),
  openssl: async say => ({
    OPENSSL_PATH: await installed({ command: 'openssl', apt: 'openssl', brew: 'openssl' }, say),
  }),
  async prometheus(say) {
    const of = (command: string) => installed({ command, apt: 'prometheus', brew: 'prometheus' }, say);
    return { PROMETHEUS_PATH: await of('prometheus'), PROMTOOL_PATH: await of('promtool') };
  },
  alertmanager: async say => ({ ALERTMANAGER_PATH: await installed(alertmanager, say) }),
};
