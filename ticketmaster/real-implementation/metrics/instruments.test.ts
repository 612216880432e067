import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { lookedAt } from './instruments.ts';

it('leaves out what cannot be looked at, and says the rest', async () => {
  const registry = new Registry();
  let away = false;
  const look = async (): Promise<[Record<string, string>, number][]> => {
    if (away) throw new Error('away');
    return [[{}, 7]];
  };
  lookedAt(registry, { name: 'plain', help: '.' }, look);
  lookedAt(registry, { name: 'labelled', help: '.', labelNames: ['a'] }, async () => [[{ a: 'b' }, 1]]);
  expect(await registry.metrics()).toMatch(/^plain 7$/m);
  away = true;
  const text = await registry.metrics();
  expect(text).not.toMatch(/^plain/m);
  expect(text).toMatch(/^labelled\{a="b"\} 1$/m);
});
