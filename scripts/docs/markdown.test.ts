import { expect, it } from 'vitest';
import { fence, markdown } from './fixtures.ts';
import { parseMarkdown } from './markdown.ts';

it('finds blocks with their words and lines, also inside lists', () => {
  const { fences } = parseMarkdown(markdown('# A', fence('ts from=a.ts#B', 'b'), '- c\n\n  ```\n  d\n    e\n  ```'));
  expect(fences).toEqual([
    { lang: 'ts', words: ['from=a.ts#B'], text: 'b', line: 3 },
    { lang: '', words: [], text: 'd\n  e', line: 9 },
  ]);
});

it('finds headings and the anchors GitHub gives them', () => {
  const { headings, anchors } = parseMarkdown(
    '# The `Line` port, *twice*\n\n## Why?\n\n## Why?\n\n<a id="here"></a>\n',
  );
  expect(headings).toEqual([
    { level: 1, text: 'The Line port, twice', line: 1 },
    { level: 2, text: 'Why?', line: 3 },
    { level: 2, text: 'Why?', line: 5 },
  ]);
  expect([...anchors]).toEqual(['the-line-port-twice', 'why', 'why-1', 'here']);
});

it('finds every kind of link, but none in code or comments', () => {
  const text = markdown(
    '[a](a.md) ![b](b.png) [c][d] `[e](e.md)`',
    '[d]: d.md',
    fence('md', '[f](f.md)'),
    '<!-- <a href="g.md"> -->',
    '<p>\n<img alt="h" src="h.png"></p>',
    '| table |\n|---|\n| [i](i.md) |',
  );
  expect(parseMarkdown(text).links).toEqual([
    { url: 'a.md', line: 1 },
    { url: 'b.png', line: 1 },
    { url: 'd.md', line: 3 },
    { url: 'h.png', line: 12 },
    { url: 'i.md', line: 16 },
  ]);
});
