// Real PostgreSQL and Redis, started, killed and disturbed in a lab of this test's own.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../ticketmaster/testing/eventually.ts';
import { openLab, processesIn, stranger } from './lab.fixture.ts';
import { runningNative } from './native.ts';
import { reach } from './ports.ts';
import { serverNamed } from './registry.ts';

const { lab, folder, environment, servers, close } = await openLab();
afterEach(() => servers('stop'));
afterAll(close);

const pidOf = (name: string) => runningNative(serverNamed(name, lab))?.process.pid;
const urlOf = (name: string) => serverNamed(name, lab).url;

async function query(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a server', () => {
  it('is started once, used again, and gone after stop', async () => {
    const first = await servers('need', 'redis');
    expect(first).toMatchObject({ code: 0, stdout: `export REDIS_URL='${urlOf('redis')}'\n` });
    const pid = pidOf('redis');
    expect((await servers('need', 'redis')).stderr).toBe('');
    expect(pidOf('redis')).toBe(pid);
    expect((await servers('stop')).stdout).toBe('Stopped: redis\n');
    expect(processesIn(folder)).toEqual([]);
    expect((await servers('stop')).stdout).toBe('No server of the lab was running.\n');
  });

  it('is one server when two terminals start it at the same instant', async () => {
    const both = await Promise.all([servers('need', 'postgres', 'redis'), servers('need', 'postgres', 'redis')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const started = both.map(({ stderr }) => stderr.match(/Starting/g)?.length ?? 0);
    expect(started[0]! + started[1]!).toBe(2);
  });

  it('comes back after kill -9 with what was committed', async () => {
    await servers('need', 'postgres', 'redis');
    await query('create table if not exists sold (seat text); truncate sold');
    await query(`insert into sold values ('A-1')`);
    const redis = new Redis(urlOf('redis'), { lazyConnect: true });
    await redis.connect();
    await redis.config('SET', 'appendfsync', 'always');
    await redis.set('place', 'ada');
    redis.disconnect();

    for (const name of ['postgres', 'redis']) process.kill(pidOf(name)!, 'SIGKILL');
    await eventually(() => expect([pidOf('postgres'), pidOf('redis')]).toEqual([undefined, undefined]));
    expect(await servers('need', 'postgres', 'redis')).toMatchObject({ code: 0 });
    expect(await query('select * from sold')).toEqual([{ seat: 'A-1' }]);
    const again = new Redis(urlOf('redis'));
    expect(await again.get('place')).toBe('ada');
    again.disconnect();
  });

  it.each(['redis', 'postgres'])(
    '%s names the port that somebody else has, and leaves that program alone',
    async name => {
      const { port } = serverNamed(name, lab);
      const other = await stranger(port);
      const { code, stderr } = await servers('need', name);
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port}, which ${name} needs, is taken`);
      await reach('127.0.0.1', port);
      await servers('stop');
      await servers('wipe', name);
      await reach('127.0.0.1', port);
      await other.close();
    },
  );

  it('that cannot start shows the end of its log and leaves nothing running', async () => {
    await servers('need', 'redis');
    await servers('stop');
    writeFileSync(join(serverNamed('redis', lab).data, 'appendonlydir/appendonly.aof.manifest'), 'nonsense');
    const { code, stderr } = await servers('need', 'redis');
    expect(code).toBe(1);
    expect(stderr).toContain('redis ended while it was starting');
    expect(stderr).toMatch(/manifest|AOF/i);
    expect(processesIn(folder)).toEqual([]);
    await servers('wipe', 'redis');
    expect(await servers('need', 'redis')).toMatchObject({ code: 0 });
  });

  it('whose record names a stranger is not stopped, and started anew', async () => {
    await servers('need', 'redis');
    await servers('stop');
    const record = { process: { pid: process.pid, startedAt: 'long ago' }, version: '0' };
    writeFileSync(join(serverNamed('redis', lab).dir, 'server.json'), JSON.stringify(record));
    expect(await servers('need', 'redis')).toMatchObject({ code: 0 });
    expect(pidOf('redis')).not.toBe(process.pid);
  });

  it('loses what it stored when it is wiped', async () => {
    await servers('need', 'postgres');
    const { dir } = serverNamed('postgres', lab);
    await servers('wipe', 'postgres');
    expect(existsSync(dir)).toBe(false);
    expect(processesIn(folder)).toEqual([]);
  });
});

describe('status', () => {
  it('shows provider, version, URL, pid and log of what runs', async () => {
    expect((await servers('status')).stdout).toBe('No server of the lab is running.\n');
    await servers('need', 'redis-2');
    const { stdout } = await servers('status');
    const [head, row] = stdout
      .trim()
      .split('\n')
      .map(line => line.split(/ {2,}/));
    expect(head).toEqual(['SERVER', 'KIND', 'PROVIDER', 'VERSION', 'URL', 'PID', 'LOG']);
    expect(row).toMatchObject(
      ['redis-2', 'Redis', 'native', /./, urlOf('redis-2'), `${pidOf('redis-2')}`, /log$/].map(anything),
    );
  });
});

const anything = (wanted: string | RegExp) => (typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));

describe('a URL in the environment', () => {
  it('is used as it is, and its server never started, stopped or wiped', async () => {
    await servers('need', 'redis-2');
    environment.REDIS_URL = urlOf('redis-2').replace('redis://', 'redis://:secret@');
    try {
      expect(await servers('need', 'redis')).toMatchObject({
        code: 0,
        stdout: `export REDIS_URL='${environment.REDIS_URL}'\n`,
      });
      expect((await servers('status')).stdout).toMatch(/^redis +Redis +environment +- +redis:\/\/:…@/m);
      await servers('stop', 'redis');
      await servers('wipe', 'redis');
      expect(pidOf('redis-2')).toBeDefined();

      await servers('stop');
      const { code, stderr } = await servers('need', 'redis');
      expect(code).toBe(1);
      expect(stderr).toContain('REDIS_URL is set to redis://:…@127.0.0.1');
      expect(stderr).not.toContain('secret');
    } finally {
      delete environment.REDIS_URL;
    }
  });

  it('must be a URL with a port', async () => {
    environment.REDIS_URL = 'somewhere';
    try {
      expect((await servers('need', 'redis')).stderr).toContain('REDIS_URL must be a URL with a port');
    } finally {
      delete environment.REDIS_URL;
    }
  });
});
