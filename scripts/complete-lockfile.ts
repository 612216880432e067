/**
 * Completes package-lock.json:  node scripts/complete-lockfile.ts
 *
 * A lockfile written on one platform may lack the optional binaries of the others (npm/cli#4828), and `npm ci` then refuses
 * it everywhere. This adds an entry for each missing one; npm fetches it only where its os and cpu fit.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, Entry>;
}

/** The optional packages that the lockfile promises but does not describe, with the entry each one lacks. */
export function missingEntries({ packages }: Lockfile): [path: string, entry: Entry][] {
  return Object.values(packages).flatMap(parent =>
    Object.entries(parent.optionalDependencies ?? {})
      .map(([name, version]): [string, Entry] => [`node_modules/${name}`, stub(name, version, parent)])
      .filter(([path, { os }]) => !(path in packages) && os),
  );
}

function stub(name: string, version: string, parent: Entry): Entry {
  const words = name.split(/[/-]/);
  const os = words.find(word => /^(android|darwin|freebsd|linux|openharmony|win32)$/.test(word));
  const cpu = words.find(word => /^(arm|arm64|ia32|ppc64|riscv64|s390x|x64)$/.test(word));
  const libc = /musl/.test(name) ? 'musl' : /-gnu/.test(name) ? 'glibc' : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(parent.dev && { dev: true }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', 'package-lock.json');
  const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
  const missing = missingEntries(lockfile);
  Object.assign(lockfile.packages, Object.fromEntries(missing));
  lockfile.packages = Object.fromEntries(Object.entries(lockfile.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`${missing.length} entries added`);
}
