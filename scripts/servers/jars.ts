import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetched, fillOnce } from './fill.ts';
import { find, installed, type Program, versionOf } from './install.ts';
import type { Say } from './kind.ts';

const run = promisify(execFile);
const docker = 'start Docker: the lab then runs the server from its Compose file';
const java: Program = { command: 'java', apt: 'openjdk-17-jre-headless', brew: 'openjdk@17', docker };
const maven: Program = { command: 'mvn', apt: 'maven', brew: 'maven', docker };

/** The folder of the jars that `scripts/servers/<name>.pom.xml` names. */
export const jarsOf = (name: string) => fetched('jars', name);

/**
 * Makes sure that Java 17 or newer is here, and the jars: resolved by Maven once for each pom.xml. Returns the version of the
 * first dependency, which is the server.
 */
export async function installJars(name: string, say: Say): Promise<string> {
  const javaVersion = Number(versionOf(await installed(java, say), '-version').split('.')[0]);
  if (javaVersion < 17) throw new Error(`${name} needs Java 17 or newer, and the java on PATH is ${javaVersion}.`);
  const pom = join(import.meta.dirname, `${name}.pom.xml`);
  const text = readFileSync(pom, 'utf8');
  const folder = jarsOf(name);
  await fillOnce(folder, text, async () => {
    await installed(maven, say);
    say(`Resolving the jars of ${name} with Maven (once) ...`);
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
    await run(find(maven)!, ['-B', '-q', '-f', pom, ...goal], { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  });
  return text.match(/<dependency>.*?<version>(.*?)</s)![1]!;
}
