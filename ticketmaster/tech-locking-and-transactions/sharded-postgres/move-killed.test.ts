import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { OPERATOR_TOKEN, sendBuyers } from '@ticketmaster/locking/buyers';
import { agrees } from '@ticketmaster/locking/server-conformance';
import { eventually } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';
import { eventAt, type NodeName, officeFor, other, urls } from './nodes.fixture.ts';
import { SCHEMA } from './open.ts';

/** There and back by turns: `copied` in both directions, since who asks at home first finds the copy there and not the old one. */
const STEPS = ['announced', 'closed', 'copied', 'copied', 'left'];

it('buyers all the time, and the mover killed (kill -9) at each step: nothing sold twice, nothing lost', {
  timeout: 180_000,
}, async () => {
  const environment = { PG_URL: urls.router, PG_URL_2: urls.north, PG_URL_3: urls.south };
  const script = join(import.meta.dirname, 'server.ts');
  const settings = { ...environment, OPERATOR_TOKEN, RECOVER_EVERY_SECONDS: '1' };
  const servers = await Promise.all([1, 2].map(() => spawnServer(script, settings)));
  onTestFinished(async () => void (await Promise.all(servers.map(({ end }) => end()))));
  const { office } = await officeFor(SCHEMA);
  const eventId = eventAt('north');
  await office.putOnSale(eventId, seatIdsFor(2_000), 5_000);
  const mover = (to: string, dies: string) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, 'move-event.ts'), eventId, to], {
      env: { ...process.env, ...environment, BREAK: dies },
    });

  let moves = 0;
  const rush = sendBuyers({
    ...{ eventId, way: 'routed', servers: servers.map(({ url }) => url), seatIds: seatIdsFor(2_000), seatsPerOrder: 1 },
    ...{ buyers: 3, attempts: 100_000, enough: () => moves > STEPS.length },
  });
  try {
    let to: NodeName = 'south';
    for (const step of STEPS) {
      await expect(mover(to, step)).rejects.toMatchObject({ signal: 'SIGKILL' });
      await eventually(async () => expect(await office.nodeOf(eventId)).toBe(to), 60_000); // a server finishes it
      moves++;
      to = other(to);
    }
    const { stdout } = await mover(to, 'never');
    expect(JSON.parse(stdout)).toMatchObject({ node: to, moved: true, pauseMs: expect.any(Number) });
  } finally {
    moves = Infinity;
  }
  const report = await rush;
  expect(report.confirmed.length).toBeGreaterThan(0);
  await agrees(servers[1]!.url, eventId, report);
});
