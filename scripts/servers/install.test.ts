import { expect, it, vi } from 'vitest';
import { find, installed, versionOf } from './install.ts';

const program = { command: 'no-such-server', apt: 'some-server', brew: 'server', docker: 'start Docker' };

it('finds a program on PATH and in the places it may be in', () => {
  expect(find({ command: 'sh' })).toMatch(/\/sh$/);
  vi.stubEnv('PATH', '');
  expect(find({ command: 'sh' })).toBeUndefined();
  expect(find({ command: 'sh', alsoIn: ['/bin'] })).toBe('/bin/sh');
  vi.unstubAllEnvs();
});

it('says how to install what is missing, to those who are not root', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const refusal = installed(program, () => {});
  await expect(refusal).rejects.toThrow('sudo apt-get install some-server');
  await expect(refusal).rejects.toThrow('brew install server');
  await expect(refusal).rejects.toThrow('start Docker');
  vi.restoreAllMocks();
});

it('says so when a program is there and does not run', () => {
  expect(() => versionOf('/no/such/program')).toThrow('/no/such/program does not run: ');
  expect(() => versionOf('sh', '-c', 'echo "libssl.so.3 is missing" >&2; exit 127')).toThrow('libssl.so.3 is missing');
});

it('reads the version that a program prints, to whichever stream', () => {
  expect(versionOf(process.execPath)).toBe(process.versions.node);
  expect(versionOf('sh', '-c', 'echo "openjdk version 17.0.2" >&2')).toBe('17.0.2');
});
