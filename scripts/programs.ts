/**
 * Prints where programs are, as `export` lines for a shell:  node scripts/programs.ts postgres redis nginx
 *
 * For who starts servers of their own. What is missing is installed as for the lab's servers, and NAME_PATH in the environment goes first.
 */
import { installed } from './servers/install.ts';
import { binaries, postgres } from './servers/postgres.ts';
import { redisServer } from './servers/redis.ts';

const say = (line: string) => console.error(line); // standard output is for `eval`

const nginx = {
  command: 'nginx',
  alsoIn: ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'], // not in everybody's PATH
  apt: 'nginx',
  brew: 'nginx',
};

const pathOf: Record<string, () => Promise<string>> = {
  async postgres() {
    await postgres.install(say);
    return binaries();
  },
  redis: () => installed(redisServer, say),
  nginx: () => installed(nginx, say),
};

try {
  for (const name of process.argv.slice(2)) {
    const variable = `${name.toUpperCase()}_PATH`;
    const path = process.env[variable] ?? (await pathOf[name]?.());
    if (!path) throw new Error(`programs.ts knows ${Object.keys(pathOf).join(', ')}, and no ${name}`);
    console.log(`export ${variable}='${path.replaceAll("'", `'\\''`)}'`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
