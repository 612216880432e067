import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { noTestIsQuiet } from './quiet-tests.ts';

const findings = (text: string) => noTestIsQuiet(checkoutOf({ 'a.test.ts': `// one\n${text}` }));

it.each([
  `it.only('admits ada', () => {});`,
  `describe.only('the gate', () => {});`,
  `test.concurrent.only('admits ada', () => {});`,
  `it.only.each([1, 2])('admits %i', () => {});`,
  `it.todo('admits ada');`,
  `it('admits ada', { only: true }, () => {});`,
  `it.skip('admits ada', () => {});`,
  `it.skip('admits ada',\n () => because);`,
  `describe.skip('the gate', () => {}); // be cause`,
  `it('admits ada', { skip: true }, () => {});`,
  `it.skipIf(!url)('admits ada', () => {});`,
  `it.runIf(url)(\n'admits ada',\n'because');`,
])('finds the quiet test in: %s', text => expect(findings(text)).toMatchObject([{ line: 2 }]));

it.each([
  `it('admits ada', () => {});`,
  `it.fails('admits ada', () => {});`,
  `it.skip('admits ada: not here, because the broker is too old', () => {});`,
  `it.skipIf(!url)('admits ada, but not here because there is no server', () => {});`,
  `it.skipIf(!url)(\n  'admits ada, but not here because there is no server',\n  () => {});`,
  `// it.only('admits ada');`,
  `"it.only('admits ada');"`,
  `/ada/.test.only('ada'); visit.only('ada'); it.skipped('ada'); items.todo();`,
  `const options = { readOnly: true, skipped: true };`,
])('finds no quiet test in: %s', text => expect(findings(text)).toEqual([]));
