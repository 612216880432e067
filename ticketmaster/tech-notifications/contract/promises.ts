import assert from 'node:assert/strict';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Heard } from './dedupe-store.ts';
import type { Gate } from './gate.ts';

export interface Visitor {
  visitorId: string;
  /** The key that the visitor joins with. */
  key: string;
}

/** The app of one visitor, and what of it a check needs. */
export interface AppUnderTest {
  /** In the order in which they were heard first. */
  heard(): Heard[];
  /** How many effects what was heard has had. */
  entries(): number;
  /** Loses the network, and has it back once something was tried in vain; what the app remembers it keeps. */
  goOffline(): Promise<void>;
  comeBack(): Promise<void>;
  /** Has all that it heard come once more on the wire, as after an answer that was lost. */
  hearAgain(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerUnderTest {
  gate: Gate;
  /** Ends it, without telling what it has not told. */
  die(): Promise<void>;
}

/** How a channel is put to the test. */
export interface ChannelUnderTest {
  /**
   * A server where the apps look for it, in place of one that died. `now` is its clock. One that is `mute` commits admissions and tells
   * nothing, as if it were killed right after the commit.
   */
  startServer(options: { now: () => number; mute: boolean }): Promise<ServerUnderTest>;
  /** Signs a visitor who has joined in on an app of their own. */
  openApp(visitor: Visitor): Promise<AppUnderTest>;
  /** Longer than any retry or pause of the channel, in milliseconds. */
  patienceMs: number;
  /** What mallory, who has joined herself, tries in order to hear what is ada's: true for each that succeeded. */
  eavesdrop(ada: Visitor, mallory: Visitor): Promise<Record<string, boolean>>;
  /** What one without any key tries in order to make ada's app believe, or the server that the app is ada's: true for each that succeeded. */
  forge(ada: Visitor): Promise<Record<string, boolean>>;
}

/** The promises of channel.ts, executable. Each runs on visitors and events of its own. */
export const promises = {
  delivers: withServer(async ({ visitors, letIn, heardBy }) => {
    const [ada, bob, cyd] = await visitors('E1', 'ada', 'bob', 'cyd');
    await letIn('E1', 2);
    await heardBy(ada!, 'E1');
    await heardBy(bob!, 'E1');
    await letIn('E1', 1);
    await heardBy(cyd!, 'E1'); // and so nothing of what came before
  }),

  private: withServer(async ({ channel, visitors, letIn, heardBy }) => {
    const [ada] = await visitors('E1', 'ada');
    const [mallory] = await visitors('E2', 'mallory');
    await letIn('E1', 1);
    await heardBy(ada!, 'E1');
    refused(await channel.eavesdrop(ada!.visitor, mallory!.visitor));
    await letIn('E2', 1);
    await heardBy(mallory!, 'E2');
    await heardBy(ada!, 'E1');
  }),

  catchesUp: withServer(async ({ visitors, letIn, heardBy }) => {
    const events = ['E1', 'E2', 'E3', 'E4'];
    const [ada] = await visitors(events, 'ada');
    await letIn('E1', 1);
    await heardBy(ada!, 'E1');
    await ada!.app.goOffline();
    await letIn('E2', 1);
    await letIn('E3', 1);
    await ada!.app.comeBack();
    await heardBy(ada!, 'E1', 'E2', 'E3');
    await letIn('E4', 1);
    await heardBy(ada!, ...events);
  }),

  onceInEffect: withServer(async ({ channel, visitors, letIn, heardBy }) => {
    const [ada] = await visitors(['E1', 'E2', 'E3'], 'ada');
    await letIn('E1', 1);
    await letIn('E2', 1);
    await heardBy(ada!, 'E1', 'E2');
    await ada!.app.hearAgain();
    await eventually(() => {
      for (const { seq, times } of ada!.app.heard()) assert.ok(times >= 2, `${seq} came ${times} time`);
    }, channel.patienceMs);
    await letIn('E3', 1);
    await heardBy(ada!, 'E1', 'E2', 'E3');
  }),

  survivesRestart: withServer(async ({ visitors, letIn, heardBy, restart }) => {
    const [ada, bob] = await visitors('E1', 'ada', 'bob');
    await restart({ mute: true });
    await letIn('E1', 2);
    await restart();
    await heardBy(ada!, 'E1');
    await heardBy(bob!, 'E1');
  }),

  refusesForgery: withServer(async ({ channel, visitors, letIn, heardBy }) => {
    const [ada] = await visitors('E1', 'ada');
    refused(await channel.forge(ada!.visitor));
    await letIn('E1', 1);
    await heardBy(ada!, 'E1');
    refused(await channel.forge(ada!.visitor));
    await heardBy(ada!, 'E1');
  }),

  expiresQuietly: withServer(async ({ visitors, letIn, heardBy, clock }) => {
    const [ada] = await visitors(['E1', 'E2'], 'ada');
    await ada!.app.goOffline();
    await letIn('E1', 1, 60);
    clock.aheadMs += 61_000;
    await letIn('E2', 1, 60);
    await ada!.app.comeBack();
    await heardBy(ada!, 'E2'); // in order, so the first would have come before it
  }),
};

export type Promised = keyof typeof promises;

interface Guest {
  visitor: Visitor;
  app: AppUnderTest;
}

interface Scene {
  channel: ChannelUnderTest;
  /** How far the server's clock is ahead of ours. */
  clock: { aheadMs: number };
  /** They join, in this order, and sign in on apps of their own. Names of events are this check's alone. */
  visitors(events: string | string[], ...names: string[]): Promise<Guest[]>;
  letIn(event: string, count: number, seconds?: number): Promise<void>;
  /** That the visitor comes to hear of these events, each with one effect, in this order, and of no others. */
  heardBy(guest: Guest, ...events: string[]): Promise<void>;
  restart(how?: { mute: boolean }): Promise<void>;
}

/** Gives `check` a server, and ends it and all apps, however it ends. */
function withServer(check: (scene: Scene) => Promise<void>) {
  return async (channel: ChannelUnderTest): Promise<void> => {
    const clock = { aheadMs: 0 };
    const now = () => Date.now() + clock.aheadMs;
    const named = unique('check');
    const guests: Guest[] = [];
    let server = await channel.startServer({ now, mute: false });
    const scene: Scene = {
      ...{ channel, clock },

      async visitors(events, ...names) {
        for (const name of names) {
          const visitor = { visitorId: `${name}-${named}`, key: `${name}-${crypto.randomUUID()}` };
          for (const event of [events].flat()) {
            const place = await server.gate.join(`${event}-${named}`, visitor.visitorId, visitor.key);
            assert.notEqual(place, 'WRONG_KEY');
          }
          guests.push({ visitor, app: await channel.openApp(visitor) });
        }
        return guests.slice(-names.length);
      },

      async letIn(event, count, seconds = 600) {
        const call = { eventId: `${event}-${named}`, count, key: crypto.randomUUID() };
        const admitted = await server.gate.admit(call, seconds);
        assert.equal(admitted.length, count);
      },

      async heardBy({ visitor, app }, ...events) {
        const ofThese = () => app.heard().map(({ data }) => String(data.eventId).slice(0, -named.length - 1));
        await eventually(() => assert.deepEqual(ofThese(), events, visitor.visitorId), channel.patienceMs);
        assert.equal(app.entries(), events.length, `effects in the app of ${visitor.visitorId}`);
      },

      async restart({ mute } = { mute: false }) {
        await server.die();
        server = await channel.startServer({ now, mute });
      },
    };
    try {
      await check(scene);
    } finally {
      await Promise.all(guests.map(({ app }) => app.close()));
      await server.die();
    }
  };
}

function refused(attempts: Record<string, boolean>): void {
  assert.ok(Object.keys(attempts).length > 0, 'nothing was tried');
  for (const [attempt, succeeded] of Object.entries(attempts)) assert.ok(!succeeded, attempt);
}
