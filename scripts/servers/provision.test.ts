// URLs that a user puts into the environment, on a real Redis; and who is asked for servers.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLab } from './lab.fixture.ts';
import { need, status } from './provision.ts';
import { serverNamed } from './registry.ts';

const { lab, servers, close } = await openLab();
const { url, port } = serverNamed('redis', lab);
beforeAll(() => servers('need', 'redis'));
afterAll(close);

const given = (names: string[], environment: Record<string, string>) => need(names, lab, environment, () => {});
const refusal = (variable: string, value: string) =>
  given(['postgres', 'redis', 'sqs'], { PG_URL: url, REDIS_URL: url, SQS_ENDPOINT: url, [variable]: value }).then(
    () => 'none',
    (error: Error) => error.message,
  );

it.each([
  [
    'PG_URL',
    'postgres://ada:secret@db.example.invalid/seats',
    "must be a URL with a port, got 'postgres://ada:…@db.ex",
  ],
  ['PG_URL', 'postgres://ada:sec@ret@127.0.0.1:1/seats', 'is set to postgres://ada:…@127.0.0.1:1/seats, but nothing'],
  [
    'REDIS_URL',
    'redis://:sec@ret@[::1]:1',
    'is set to redis://:…@[::1]:1, but nothing answers there (connect ECONNREF',
  ],
  ['SQS_ENDPOINT', 'https://127.0.0.2', 'is set to https://127.0.0.2, but nothing answers there'],
])('%s=%s is refused without a word of its password', async (variable, value, message) => {
  const said = await refusal(variable, value);
  expect(said).toContain(`${variable} ${message}`);
  expect(said).not.toMatch(/sec|ret@/);
});

it('a cluster is known by the URL of one node: no other is started', async () => {
  expect(await given(['redis-cluster'], { REDIS_CLUSTER_URL: url })).toEqual({ REDIS_CLUSTER_URL: url });
  expect(await given(['redis-cluster-2'], { REDIS_CLUSTER_URL: url })).toEqual({ REDIS_CLUSTER_URL: url });
  expect((await status(lab, {})).map(({ server }) => server)).toEqual(['redis']);
});

it('several brokers are several addresses, and each must answer', async () => {
  const brokers = `127.0.0.1:${port},127.0.0.1:1`;
  await expect(given(['kafka'], { KAFKA_BROKERS: brokers })).rejects.toThrow('nothing answers there (connect ECONNREF');
});
