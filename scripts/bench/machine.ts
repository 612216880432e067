import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What figures depend on, beside the code. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  os: string;
  node: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown CPU',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${distribution() ?? platform()}, ${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
  };
}

/** `379083e`, with `+changes` when the checkout in `folder` differs from that commit. */
export function commitOf(folder: string): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  const commit = git('rev-parse', '--short', 'HEAD');
  if (commit.status !== 0) return 'unknown (no git checkout)';
  return commit.stdout.trim() + (git('status', '--porcelain').stdout.trim() ? '+changes' : '');
}

/** All that a figure must be quoted with. */
export interface Facts {
  at: Date;
  commit: string;
  machine: Machine;
  /** What else they depend on, such as the version of a server. */
  circumstances: string[];
  command: string;
}

/** One line: when, which code, where, on what, and how to do it again. */
export function headLine({ at, commit, machine, circumstances, command }: Facts): string {
  const { cpu, cores, memoryGb, os, node } = machine;
  const where = `${cores} × ${cpu}, ${memoryGb} GB, ${os}`;
  return [date(at), `commit ${commit}`, where, `Node ${node}`, ...circumstances, `\`${command}\``].join(' · ');
}

/** `2027-01-31 12:00 UTC` */
export const date = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function distribution(): string | undefined {
  if (!existsSync('/etc/os-release')) return undefined;
  return readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1];
}
