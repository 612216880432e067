import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Say } from './kind.ts';
import { withLock } from './lock.ts';

export interface Program {
  /** What it is called, in the places it may be in. */
  command: string;
  alsoIn?: string[];
  /** Packages that bring it, for a person to install. */
  apt: string;
  brew: string;
  /** What to say to those who would rather use Docker, where that is a way. */
  docker?: string;
}

const run = promisify(execFile);

/** The path of a program; installed by apt when it is missing and we are root on Debian or Ubuntu. */
export async function installed(program: Program, say: Say): Promise<string> {
  const path = find(program);
  if (path) return path;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await aptInstall(program, say);
  const now = find(program);
  if (now) return now;
  throw new Error(
    [
      `${program.command} is not installed. Any one of these brings it:`,
      `  Debian, Ubuntu:  sudo apt-get install ${program.apt}`,
      `  macOS:           brew install ${program.brew}`,
      ...(program.docker ? [`  Docker:          ${program.docker}`] : []),
    ].join('\n'),
  );
}

export function find({ command, alsoIn = [] }: Pick<Program, 'command' | 'alsoIn'>): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), ...alsoIn]
    .filter(Boolean)
    .map(folder => join(folder, command))
    .find(isExecutable);
}

/** The path of a file in the npm package of binaries for this platform, `<scope>/<platform>-<arch>`; throws telling `instead` where there is none. */
export function ofPlatform(scope: string, path: string, instead: string): string {
  const name = `${scope}/${platform()}-${arch()}`;
  try {
    return createRequire(import.meta.url).resolve(path ? `${name}/${path}` : name);
  } catch {
    throw new Error(`There is no package ${name}. ${instead}, or start Docker.`);
  }
}

/** The first thing in what `command --version` prints that looks like a version; throws when the command fails. */
export function versionOf(command: string, ...args: string[]): string {
  const { stdout, stderr, status, error } = spawnSync(command, args.length ? args : ['--version'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(`${command} does not run: ${error?.message ?? stderr.trim()}`);
  const printed = `${stdout}${stderr}`; // java prints its version as an error
  return printed.match(/\d+\.\d+(\.\d+)*/)?.[0] ?? printed.trim();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One at a time, also among labs: apt refuses to work beside itself. */
function aptInstall(program: Program, say: Say): Promise<void> {
  const apt = (...args: string[]) =>
    run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
      maxBuffer: 64 * 1024 * 1024,
    });
  return withLock(join(tmpdir(), 'ticketing-learning-lab-apt.lock'), async () => {
    if (find(program)) return; // whoever had the lock before us has installed it
    say(`Installing ${program.apt} with apt-get ...`);
    await withoutStartingServices(async () => {
      await apt('update').catch(() => {}); // an older list of packages may do; if not, install says so
      await apt('install', '--no-install-recommends', ...program.apt.split(' '));
    });
  });
}

/** A package may start its server as soon as it is installed; the lab wants the program, not a server of the system. */
async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
