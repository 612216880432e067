import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { noTestIsConditional } from './quiet-tests.ts';

const findings = (text: string) => noTestIsConditional(checkoutOf({ 'a.test.ts': `// one\n${text}` }));

it.each([
  `it.todo('admits ada');`,
  `it('admits ada', { only: true }, () => {});`,
  `it('admits ada', { skip: true }, () => {});`,
  `it.skipIf(!url)('admits ada', () => {});`,
  `it.concurrent\n.skipIf(!url)('admits ada, but not here because there is no server', () => {});`,
  `describe.runIf(url)(\n'admits ada',\n'because');`,
])('finds the test that may not run in: %s', text => expect(findings(text)).toMatchObject([{ line: 2 }]));

it.each([
  `it('admits ada', () => {});`,
  `it.fails('admits ada', () => {});`,
  `// it.todo('admits ada');`,
  `"it.todo('admits ada');"`,
  `/ada/.test.todo('ada'); visit.todo('ada'); it.skipped('ada'); items.todo();`,
  `const options = { readOnly: true, skipped: true };`,
])('finds none in: %s', text => expect(findings(text)).toEqual([]));
