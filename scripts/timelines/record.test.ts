// A README that is run for real, with a server that dies twice: by itself and by kill -9.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fence, folderWith } from '../docs/fixtures.ts';
import { record } from './record.ts';

const start = fence('sh background', `BREAK=here exec node ${join(import.meta.dirname, 'asked.fixture.ts')}`);
const gone = 'until ! curl -s $URL/orders > /dev/null; do sleep 0.05; done';
const readme = (...blocks: string[]) => join(folderWith(...blocks), 'README.md');
const never = new AbortController().signal;

it('records of each experiment who did what, and what nobody was answered', async () => {
  const told: string[] = [];
  const charts = await record(
    readme(
      ...[
        '# A lesson',
        start,
        fence('sh', 'URL=http://127.0.0.1:$PORT'),
        '## Break it',
        '### Let it die',
        'Prediction: it dies.',
      ],
      ...[fence('sh', `curl -s $URL/orders $URL/stream > /dev/null\ncurl -s $URL/die || true\n${gone}`), '### Kill it'],
      ...[start, fence('sh', `kill -9 $(curl -s $URL/orders/7 | jq .pid)\n${gone}`)],
    ),
    never,
    line => told.push(line),
  );
  expect(told).toHaveLength(5);
  const steps = (slug: string) => charts[slug]!.steps.map(({ look, lane, text }) => [look, lane, text]);
  expect(charts['let-it-die']!.subtitles).toEqual(['Prediction: it dies.']);
  expect(steps('let-it-die')).toEqual([
    ['call', 'asked.fixture', 'GET orders → 201 PENDING'],
    ['call', 'asked.fixture', 'stream tells admitted'],
    ['call', 'asked.fixture', 'GET stream → 200'],
    ['fault', 'asked.fixture', 'kills itself, as it was told to'],
    ['wrong', 'asked.fixture', 'GET die → no answer'],
  ]);
  expect(steps('kill-it')).toEqual([
    ['call', 'asked.fixture', 'starts with BREAK=here'],
    ['call', 'asked.fixture', 'GET orders/7 → 201 PENDING'],
    ['fault', 'asked.fixture', 'killed'],
  ]);
}, 60_000);

it('refuses a README that does not do what it promises, with the line', async () => {
  const broken = readme('# A lesson', '## Break it', '### Kill it', fence('sh', 'false'));
  await expect(record(broken, never, () => {})).rejects.toThrow('line 8 failed');
}, 60_000);
