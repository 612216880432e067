import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckout, show } from './checkout.ts';
import { notYetKept, rules } from './rules.ts';

const checkout = readCheckout(join(import.meta.dirname, '../..'));

for (const [promise, rule] of Object.entries(rules)) {
  const kept = () => {
    const findings = rule(checkout).map(show).join('\n');
    if (findings) expect.fail(`${promise}:\n${findings}`);
  };
  if (notYetKept.includes(promise)) it.fails(`not yet: ${promise}`, kept);
  else it(promise, kept);
}

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
