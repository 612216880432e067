import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { find, installed, type Program, versionOf } from './install.ts';
import type { Say } from './kind.ts';
import { withLock } from './lock.ts';

const run = promisify(execFile);
const docker = 'start Docker: the lab then runs the server from its Compose file';
const java: Program = { command: 'java', apt: 'openjdk-17-jre-headless', brew: 'openjdk@17', docker };
const maven: Program = { command: 'mvn', apt: 'maven', brew: 'maven', docker };

/**
 * The folder of the jars that `scripts/servers/<name>.pom.xml` names: one for all labs of a checkout, whatever LAB_DIR says,
 * since what it holds depends on that file alone. A wipe keeps it.
 */
export const jarsOf = (name: string) => resolve(import.meta.dirname, '../../.lab/jars', name);

/**
 * Makes sure that Java 17 or newer is here, and the jars: resolved by Maven once for each pom.xml. Returns the version of the
 * first dependency, which is the server.
 */
export async function installJars(name: string, say: Say): Promise<string> {
  const javaVersion = Number(versionOf(await installed(java, say), '-version').split('.')[0]);
  if (javaVersion < 17) throw new Error(`${name} needs Java 17 or newer, and the java on PATH is ${javaVersion}.`);
  const pom = join(import.meta.dirname, `${name}.pom.xml`);
  const text = readFileSync(pom, 'utf8');
  const version = text.match(/<dependency>.*?<version>(.*?)</s)![1]!;
  const folder = jarsOf(name);
  const stamp = join(folder, 'resolved-from');
  const checksum = createHash('sha256').update(text).digest('hex');
  const resolved = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === checksum;
  if (resolved()) return version;
  await withLock(`${folder}.lock`, async () => {
    if (resolved()) return;
    await installed(maven, say);
    say(`Resolving the jars of ${name} with Maven (once) ...`);
    rmSync(folder, { recursive: true, force: true }); // jars of an older pom.xml would be found, too
    mkdirSync(folder, { recursive: true });
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
    await run(find(maven)!, ['-B', '-q', '-f', pom, ...goal], { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
    writeFileSync(stamp, checksum);
  });
  return version;
}
