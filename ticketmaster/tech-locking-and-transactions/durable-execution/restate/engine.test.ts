// What Restate promises to a handler, and what it does not: each shown on a small service of its own.

import { type ObjectContext, object, TerminalError, type WorkflowContext, workflow } from '@restatedev/restate-sdk';
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { afterEach, expect, it } from 'vitest';
import { restateAt, restateClient } from './client.ts';
import { standBy } from './endpoint.ts';

const urls = restateAt(env.text('RESTATE_URL'));
const restate = restateClient(urls);
const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stopping.splice(0).map(stop => stop()));
});

type Service = Parameters<typeof standBy>[1][number];

/** Serves it there, and registers the address. Answers what ends that. */
async function serve(service: Service, port: number): Promise<() => Promise<void>> {
  const taken = Promise.withResolvers<void>();
  const stop = standBy(port, [service], taken.resolve);
  stopping.push(stop);
  await taken.promise;
  await restate.register(`http://127.0.0.1:${port}`);
  return stop;
}

const call = (service: string, handler: string, ms = 60_000) =>
  restate.call<unknown>(`${service}/ada/${handler}`, unique('once'), null, ms, new AbortController().signal);
const quick = { retryPolicy: { initialInterval: 10, maxInterval: 50 } };
const openOf = async (name: string) => (await restate.open(name))[0];
const kill = async (name: string) =>
  fetch(`${urls.admin}/invocations/${(await openOf(name))!.id}/kill`, { method: 'PATCH' });

it('a plain throw is tried again for ever, and who asked is not answered; a TerminalError ends at once', async () => {
  const name = unique('throws');
  let tries = 0;
  const handlers = {
    async bug(_ctx: ObjectContext) {
      tries++;
      throw new Error('a bug');
    },
    async refuse(_ctx: ObjectContext) {
      throw new TerminalError('sold out', { errorCode: 410 });
    },
  };
  await serve(object({ name, handlers, options: quick }), await freePort());
  await expect(call(name, 'refuse')).rejects.toThrow('Restate answered 410');
  await expect(call(name, 'bug', 1_000)).rejects.toMatchObject({ status: 503, type: 'undecided' });
  await eventually(() => expect(tries).toBeGreaterThan(10));
  expect(await openOf(name)).toMatchObject({ target_service_key: 'ada' });
  await kill(name);
  await eventually(async () => expect(await openOf(name)).toBeUndefined());
});

it('with a bound the call is paused, and the key with it, until somebody says that it may go on', async () => {
  const name = unique('pauses');
  let [tries, mended] = [0, false];
  const sell = async (_ctx: ObjectContext) => {
    tries++;
    if (!mended) throw new Error('a bug');
    return 'sold';
  };
  const retryPolicy = { ...quick.retryPolicy, maxAttempts: 3, onMaxAttempts: 'pause' as const };
  await serve(object({ name, handlers: { sell }, options: { retryPolicy } }), await freePort());
  const answer = call(name, 'sell');
  await eventually(async () => expect(await openOf(name)).toMatchObject({ status: 'paused' }));
  expect(tries).toBe(3);
  mended = true;
  await restate.resume((await openOf(name))!.id);
  expect(await answer).toBe('sold');
});

it('what is done outside of ctx.run is done again by every attempt', async () => {
  const name = unique('outside');
  const done = { outside: 0, inside: 0 };
  const sell = async (ctx: ObjectContext) => {
    done.outside++;
    await ctx.run('inside', () => void done.inside++);
    if (done.outside === 1) throw new Error('the first attempt crashes here');
    return 'sold';
  };
  await serve(object({ name, handlers: { sell }, options: quick }), await freePort());
  expect(await call(name, 'sell')).toBe('sold');
  expect(done).toEqual({ outside: 2, inside: 1 });
});

it('a workflow runs once for its id: a second run is refused, and attaching gives the answer of the first', async () => {
  const name = unique('once');
  let runs = 0;
  await serve(workflow({ name, handlers: { run: async (_ctx: WorkflowContext) => ++runs } }), await freePort());
  const run = () => fetch(`${urls.ingress}/${name}/ada/run`, { method: 'POST' });
  expect(await (await run()).json()).toBe(1);
  expect((await run()).status).toBe(409);
  const attached = await fetch(`${urls.ingress}/restate/workflow/${name}/ada/attach`);
  expect([attached.status, await attached.json()]).toEqual([200, 1]);
  expect(runs).toBe(1); // so an order that was refused a seat could never ask again: the lesson's sales are an object
});

/** Two versions of a sale; the second begins with another step. Each stands before its last step while the gate is closed. */
function versions(name: string) {
  const gate = { open: false };
  const done: string[] = [];
  const version = (nth: string, ...steps: string[]) => {
    const sell = async (ctx: ObjectContext) => {
      for (const step of steps) await ctx.run(step, () => void done.push(`${nth} ${step}`));
      await ctx.run('capture', () => {
        if (!gate.open) throw new Error('the gate is closed');
        done.push(`${nth} capture`);
      });
      return nth;
    };
    return object({ name, handlers: { sell }, options: quick });
  };
  return { gate, done, old: version('old', 'reserve'), changed: version('new', 'authorize', 'reserve') };
}

it('changed code under the same address: what is under way does not fit its journal, and waits until the old code is back', async () => {
  const name = unique('changed');
  const { gate, done, old, changed } = versions(name);
  const port = await freePort();
  const stopOld = await serve(old, port);
  const answer = call(name, 'sell');
  await eventually(() => expect(done).toEqual(['old reserve']));
  await stopOld();
  const stopChanged = await serve(changed, port);
  gate.open = true;
  await eventually(async () => expect(await openOf(name)).toMatchObject({ last_failure_error_code: 'RT0016' }));
  expect((await openOf(name))!.last_failure).toMatch(/570.*journal mismatch/is);
  expect(done).toEqual(['old reserve']);
  await stopChanged();
  await serve(old, port);
  expect(await answer).toBe('old');
  expect(done).toEqual(['old reserve', 'old capture']);
});

it('changed code under an address of its own: what is under way ends with the old, and what comes begins with the new', async () => {
  const name = unique('beside');
  const { gate, done, old, changed } = versions(name);
  await serve(old, await freePort());
  const answer = call(name, 'sell');
  await eventually(() => expect(done).toEqual(['old reserve']));
  await serve(changed, await freePort());
  gate.open = true;
  const next = restate.call(`${name}/bob/sell`, unique('once'), null, 60_000, new AbortController().signal);
  expect([await answer, await next]).toEqual(['old', 'new']);
});
