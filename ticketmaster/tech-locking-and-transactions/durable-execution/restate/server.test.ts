import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/locking/server-conformance';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll } from 'vitest';
import { openProvider } from '../provider.fixture.ts';

const around = (...steps: string[]) => steps.flatMap(step => [`before ${step}`, `after ${step}`]);

const provider = await openProvider();
afterAll(provider.close);

describeServer('a saga on Restate', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: {
    ...{
      PG_URL: env.text('PG_URL'),
      RESTATE_URL: env.text('RESTATE_URL'),
      PROVIDER_URL: provider.url,
      WEBHOOKS: 'off',
    },
    ...{ SERVICE: unique('sale'), ENDPOINT: `${await freePort()}` },
  },
  ways: { restate: [...around('reserve', 'authorize', 'capture', 'issue'), 'done'] },
  unsafe: [],
  attempts: 200,
  deathsAtOnce: 1,
});
