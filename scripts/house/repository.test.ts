import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckout, show } from './checkout.ts';
import { rules } from './rules.ts';

const checkout = readCheckout(join(import.meta.dirname, '../..'));

it.each(Object.entries(rules))('%s', (promise, rule) => {
  const findings = rule(checkout).map(show).join('\n');
  if (findings) expect.fail(`${promise}:\n${findings}`);
});

it('runs every rule that is written', () => {
  const written = [...checkout.files].flatMap(([path, text]) =>
    path.startsWith('scripts/house/') ? [...text.matchAll(/^export function (\w+)\(.*Checkout\): Finding\[\]/gm)] : [],
  );
  expect(written.length).toBeGreaterThan(0);
  expect(
    Object.values(rules)
      .map(rule => rule.name)
      .toSorted(),
  ).toEqual(written.map(([, name]) => name).toSorted());
});
