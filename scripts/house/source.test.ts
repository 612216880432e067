import { describe, expect, it } from 'vitest';
import { codeOnly, importsOf, lineAt, withoutComments } from './source.ts';

describe('comments', () => {
  it.each([
    ['a // b', 'a     '],
    ['a /* b\nc */ d', 'a     \n     d'],
    ["'// no' // yes", "'// no'       "],
    ['/\\/\\/[/"]/.test(a) // yes', '/\\/\\/[/"]/.test(a)       '],
    [`\`// \${a /* yes */} //\``, `\`// \${a          } //\``],
    ['a / b // c / d', 'a / b         '],
  ])('%j', (text, expected) => expect(withoutComments(text)).toBe(expected));
});

describe('strings', () => {
  it.each([
    [`f('it\\'s')`, `f('     ')`],
    ['f("a", `b`)', 'f(" ", ` `)'],
    [`\`a \${b(\`c \${d}\`, {e})} f\` + g`, `\`  \${b(\`  \${d}\`, {e})}  \` + g`],
    ['x.replace(/[\'"]/g, y) + z', 'x.replace(/    /g, y) + z'],
    ['`$a $` + b', '`    ` + b'],
    ['`never closed', '`            '],
    ["// isn't\nb", '        \nb'],
  ])('%j', (text, expected) => expect(codeOnly(text).trimEnd()).toBe(expected.trimEnd()));

  it('are hidden without moving anything', () => {
    const text = 'const a = `one\ntwo`; // three\nb("four");';
    expect(codeOnly(text)).toHaveLength(text.length);
    expect(lineAt(text, codeOnly(text).indexOf('b('))).toBe(3);
  });
});

describe('imports', () => {
  it('are found in every form', () => {
    const text = [
      `import { a } from './a.ts';`,
      `import './b.ts';`,
      `import type { C } from "@ticketmaster/common/c";`,
      `export * from './d.ts';`,
      `export {`,
      `  e,`,
      `} from './e.ts';`,
      `const f = await import('./f.ts');`,
      `type G = typeof import('./g.ts');`,
    ].join('\n');
    expect(importsOf(text)).toEqual([
      { specifier: './a.ts', line: 1 },
      { specifier: './b.ts', line: 2 },
      { specifier: '@ticketmaster/common/c', line: 3 },
      { specifier: './d.ts', line: 4 },
      { specifier: './e.ts', line: 7 },
      { specifier: './f.ts', line: 8 },
      { specifier: './g.ts', line: 9 },
    ]);
  });

  it('are not found in comments, in strings, or in words that look alike', () => {
    const text = `// import './a.ts'\nconst b = "import './b.ts'";\nArray.from('c');\nimport.meta.resolve('d');`;
    expect(importsOf(text)).toEqual([]);
  });
});
