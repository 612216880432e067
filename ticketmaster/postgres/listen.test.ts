import { eventually, unique } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished, vi } from 'vitest';
import { databaseFor, url } from './database.fixture.ts';
import { listenTo } from './listen.ts';

it('hears commits, and says when it may have missed some', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const db = await databaseFor();
  const proxy = await proxyTo(url);
  const channel = unique('channel');
  const heard: string[] = [];
  const listener = listenTo(
    proxy.url,
    channel,
  )({
    notified: payload => heard.push(payload),
    listening: () => heard.push('listening'),
  });
  onTestFinished(async () => {
    await listener.close();
    await proxy.close();
    logged.mockRestore();
  });
  await eventually(() => expect(heard).toEqual(['listening']));
  await db.query('select pg_notify($1, $2)', [channel, 'ada']);
  const rolledBack = db.transaction(async tx => {
    await tx.query('select pg_notify($1, $2)', [channel, 'bob']);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  await eventually(() => expect(heard).toEqual(['listening', 'ada']));
  proxy.cut(0);
  await eventually(() => expect(heard).toEqual(['listening', 'ada', 'listening']));
  await db.query('select pg_notify($1, $2)', [channel, 'cyd']);
  await eventually(() => expect(heard.at(-1)).toBe('cyd'));
});
