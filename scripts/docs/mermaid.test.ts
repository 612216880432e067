import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkMermaid } from './mermaid.ts';

it.each([
  'flowchart LR\n  V[Visitor] -->|joins| L[(Line)]',
  'sequenceDiagram\n  Visitor->>Line: join\n  Line-->>Visitor: place 7',
  'stateDiagram-v2\n  [*] --> AVAILABLE\n  AVAILABLE --> RESERVED: hold',
  'erDiagram\n  EVENT ||--o{ SEAT : has',
  'pie\n  "sold" : 7',
])('accepts %j', async diagram => {
  expect(await checkMermaid(repository({ 'README.md': fence('mermaid', diagram) }))).toEqual([]);
});

it.each([
  ['flowchart LR\n  a --', 'Parse error on line 3'],
  ['flowchart LR\n  a[(x] --> b', 'Parse error on line 2'],
  ['sequenceDiagram\n  Visitor->>: join', 'Parse error on line 2'],
  ['flowchrt LR\n  a --> b', 'No diagram type detected'],
])('refuses %j', async (diagram, message) => {
  const good = fence('mermaid', 'pie\n  "a": 1');
  const findings = await checkMermaid(repository({ 'a/README.md': markdown(good, fence('mermaid', diagram)) }));
  expect(findings).toEqual([{ file: 'a/README.md', line: 6, message: expect.stringContaining(message) }]);
});

it('reads Markdown files only', async () => {
  expect(await checkMermaid(repository({ 'README.txt': fence('mermaid', 'nonsense') }))).toEqual([]);
});
