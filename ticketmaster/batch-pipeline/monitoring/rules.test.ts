import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sixTimesFaster } from './faster.ts';

const here = (name: string) => join(import.meta.dirname, name);
const promtool = (...args: string[]) =>
  promisify(execFile)(env.text('PROMTOOL_PATH'), args, { cwd: import.meta.dirname });
const rules = await readFile(here('rules.yml'), 'utf8');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('each alert is quiet, waits, fires and clears, as promtool plays it', async () => {
  expect((await promtool('test', 'rules', 'rules.test.yml')).stdout).toContain('SUCCESS');
});

it.each([
  ['a threshold', 'wait_seconds) > 30', 'wait_seconds) > 40'],
  ['a wait', 'for: 12s', 'for: 60s'],
  ['whose errors', 'job="api", status="5xx"', 'status="5xx"'],
  ['a direction', 'up{job="worker"} == 0', 'up{job="worker"} == 1'],
  ['a window', 'and artworks:slow:ratio_rate1m > 14.4 * 0.01', ''],
  ['a floor', 'and sum(rate(artworks_submitted_total[1m])) > 1', ''],
])('the test notices where %s is another', async (_, was, is) => {
  const changed = rules.replaceAll(was, is);
  expect(changed).not.toBe(rules);
  await writeFile(join(folder, 'rules.yml'), changed);
  await writeFile(join(folder, 'rules.test.yml'), await readFile(here('rules.test.yml'), 'utf8'));
  await expect(promtool('test', 'rules', join(folder, 'rules.test.yml'))).rejects.toThrow('FAILED');
});

it('six times faster they are rules, too, and every time is a sixth', async () => {
  const faster = sixTimesFaster(rules);
  await writeFile(join(folder, 'faster.yml'), faster);
  expect((await promtool('check', 'rules', join(folder, 'faster.yml'))).stdout).toContain('SUCCESS: 7 rules found');
  const times = (text: string) =>
    [...text.matchAll(/for: (\d+)s|\[(\d+)[ms]\]|seconds\) > (\d+)|le="(\d+)"/g)].map(([all]) => all);
  expect(new Set(times(faster))).toEqual(new Set(['for: 2s', '[10s]', '[50s]', 'seconds) > 5', 'le="5"']));
  expect(times(faster)).toHaveLength(times(rules).length);
});
