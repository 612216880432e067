import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fillOnce } from './fill.ts';
import { serverFromNpm } from './npm.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const place = () => join(folder, 'jars');
const filling = (name: string) => vi.fn(async () => writeFileSync(join(place(), name), name));

it('is filled once for each text, of which no other leaves anything', async () => {
  const [one, two] = [filling('one'), filling('two')];
  await fillOnce(place(), 'version 1', one);
  await fillOnce(place(), 'version 1', one);
  expect(one).toHaveBeenCalledTimes(1);
  await fillOnce(place(), 'version 2', two);
  expect([existsSync(join(place(), 'one')), existsSync(join(place(), 'two'))]).toEqual([false, true]);
});

it('is filled by the first of two that come together', async () => {
  const slow = vi.fn(() => sleep(100, undefined));
  await Promise.all([fillOnce(place(), 'version 1', slow), fillOnce(place(), 'version 1', slow)]);
  expect(slow).toHaveBeenCalledTimes(1);
});

it('is filled anew where that failed half way', async () => {
  const fails = async () => {
    writeFileSync(join(place(), 'half'), '');
    throw new Error('no network');
  };
  await expect(fillOnce(place(), 'version 1', fails)).rejects.toThrow('no network');
  await fillOnce(place(), 'version 1', filling('whole'));
  expect([existsSync(join(place(), 'half')), existsSync(join(place(), 'whole'))]).toEqual([false, true]);
});

it('says what else there is for a platform that has no package', async () => {
  const nowhere = serverFromNpm('restate', '@restatedev/restate-server-plan9');
  const refusal = nowhere.install('Set RESTATE_URL to a Restate of yours', () => {});
  await expect(refusal).rejects.toThrow(
    /no package @restatedev.restate-server-plan9-.*\. Set RESTATE_URL to .*, or start Docker/,
  );
});
