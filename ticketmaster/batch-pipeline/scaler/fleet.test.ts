// Who is started and who ends, without a process.
import type { Instance } from '@ticketmaster/instances/instance';
import { afterEach, expect, it } from 'vitest';
import { openFleet } from './fleet.ts';

/** Workers that are up until they die, are killed, or were told to end and have been let go. */
function hiring(refuses: string[] = []) {
  const log: string[] = [];
  const died = new Set<string>();
  let letGo = Promise.resolve();
  async function open(name: string): Promise<Instance> {
    if (refuses.includes(name)) throw new Error(`${name} has no port`);
    log.push(`open ${name}`);
    let up = true;
    return {
      ...{ name, url: `http://${name}`, output: () => '', isUp: () => up && !died.has(name) },
      diedByItself: () => up && died.has(name),
      async kill() {
        up = false;
        died.delete(name);
      },
      async start() {
        log.push(`start ${name} again`);
        up = true;
      },
      async pause() {},
      async end() {
        await letGo;
        up = false;
        log.push(`end ${name}`);
      },
    };
  }
  const fleet = openFleet({ open, tell: line => log.push(line), giveUp: reason => log.push(reason) });
  closing = fleet.close;
  return {
    fleet,
    log,
    die: (name: string) => void died.add(name),
    hold(until: Promise<void>) {
      letGo = until;
    },
  };
}

let closing = async () => {};
afterEach(() => closing());

it('starts as many as are missing, and ends the last first', async () => {
  const { fleet, log } = hiring();
  await fleet.scaleTo(3);
  expect(fleet.urls()).toEqual(['http://worker-1', 'http://worker-2', 'http://worker-3']);
  expect(fleet.atWork()).toBe(3);
  await fleet.scaleTo(1);
  await expect
    .poll(() => log.filter(line => line.startsWith('end')).toSorted())
    .toEqual(['end worker-2', 'end worker-3']);
  expect(fleet.urls()).toEqual(['http://worker-1']);
});

it('does not wait for who ends the job in its hand, and starts another of that name meanwhile', async () => {
  const { fleet, log, hold } = hiring();
  await fleet.scaleTo(2);
  const { promise, resolve } = Promise.withResolvers<void>();
  hold(promise);
  await fleet.scaleTo(1);
  await fleet.scaleTo(2);
  expect(log).toEqual(['open worker-1', 'open worker-2', 'open worker-2']);
  const closed = fleet.close();
  expect(log).not.toContain('end worker-2');
  resolve();
  await closed;
  expect(log.filter(line => line === 'end worker-2')).toHaveLength(2);
});

it('starts again who has died, at its address, and counts it as wanted meanwhile', async () => {
  const { fleet, log, die } = hiring();
  await fleet.scaleTo(2);
  die('worker-1');
  expect([fleet.atWork(), fleet.urls().length]).toEqual([1, 2]);
  await expect.poll(() => fleet.atWork()).toBe(2);
  expect(log).toContain('start worker-1 again');
});

it('starts nobody again who was told to end', async () => {
  const { fleet, log, die } = hiring();
  await fleet.scaleTo(1);
  await fleet.scaleTo(0);
  die('worker-1');
  await fleet.close();
  expect(log).toEqual(['open worker-1', 'end worker-1']);
});

it('keeps those that are there where one of the new ones does not start, and none of the new', async () => {
  const { fleet, log } = hiring(['worker-3']);
  await fleet.scaleTo(1);
  await expect(fleet.scaleTo(3)).rejects.toThrow('worker-3 has no port');
  expect(fleet.urls()).toEqual(['http://worker-1']);
  expect(log).toContain('end worker-2');
});
