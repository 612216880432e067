// A scaler in a process of its own, on real Kafka and Redis.
import { join } from 'node:path';
import { unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';

it('starts on pipelines that nobody has made before, whose topics have no leaders yet', async () => {
  const start = () =>
    spawnServer(join(import.meta.dirname, 'start.ts'), {
      ...{ PIPELINE: unique('scaler'), STORE_URL: 'http://127.0.0.1:1', STORE_TOKEN: 'of-nobody' },
      ...{ MIN_WORKERS: '0', PORT: '0' },
    });
  const scalers = await Promise.all([start(), start()]);
  onTestFinished(async () => void (await Promise.all(scalers.map(scaler => scaler.end('SIGTERM')))));
  for (const { url } of scalers) expect(await (await fetch(`${url}/targets`)).json()).toEqual([{ targets: [] }]);
});
