import { describe, expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { declarationsAreUsed, importsAreDeclared, versionsAgree } from './dependencies.ts';

const lesson = 'ticketmaster/tech-a/kafka';
const manifest = JSON.stringify({
  name: '@ticketmaster/kafka',
  dependencies: { kafkajs: '^2', '@ticketmaster/common': '*' },
  devDependencies: { eventsource: '^5' },
});
const lessonWith = (file: string, text: string) =>
  checkoutOf({ 'package.json': '{}', [`${lesson}/package.json`]: manifest, [`${lesson}/${file}`]: text });

describe('imports', () => {
  it.each([
    ['line.ts', `import 'kafkajs';`],
    ['line.ts', `import '@ticketmaster/common/http';`],
    ['line.ts', `import 'node:http'; import './place.ts'; import '@ticketmaster/kafka/place';`],
    ['line.test.ts', `import 'vitest'; import 'eventsource';`],
    ['line.fixture.ts', `import 'vitest'; import 'eventsource';`],
    ['line.ts', `// import 'pg';`],
  ])('of %s are declared: %s', (file, text) => expect(importsAreDeclared(lessonWith(file, text))).toEqual([]));

  it.each([
    ['line.ts', `import 'pg';`, 'pg'],
    ['deep/line.test.ts', `import 'pg/lib';`, 'pg'],
    ['line.ts', `import '@ticketmaster/line/line';`, '@ticketmaster/line'],
    ['line.ts', `import 'eventsource';`, 'eventsource'],
    ['line.ts', `import 'http';`, 'http'],
  ])('of %s are not declared: %s', (file, text, name) => {
    expect(importsAreDeclared(lessonWith(file, `\n${text}`))).toEqual([
      {
        file: `${lesson}/${file}`,
        line: 2,
        message: `imports ${name}, which ${lesson}/package.json does not declare`,
      },
    ]);
  });

  it('of the root may come from its devDependencies', () => {
    const root = { 'package.json': '{"devDependencies":{"vite":"^8"}}', 'vitest.config.ts': `import 'vite';` };
    expect(importsAreDeclared(checkoutOf(root))).toEqual([]);
  });
});

describe('declarations', () => {
  const unused = (text: string, file = 'line.ts') =>
    declarationsAreUsed(lessonWith(file, text)).map(({ message }) => message.match(/declares (\S+),/)?.[1]);

  it('are used by an import or by name', () => {
    const named = `import 'kafkajs'; import '@ticketmaster/common/http'; resolve('eventsource/package.json');`;
    expect(unused(named)).toEqual([]);
  });

  it('are unused when only a comment or the strings of a test name them', () => {
    const imports = `import '@ticketmaster/common/http';`;
    expect(unused(`${imports} // 'kafkajs' 'eventsource'`)).toEqual(['kafkajs', 'eventsource']);
    expect(unused(`${imports} 'kafkajs'; import 'eventsource';`, 'line.test.ts')).toEqual(['kafkajs']);
  });

  it('are unused when another workspace uses them', () => {
    const files = {
      'package.json': '{"devDependencies":{"pg":"^8","typescript":"^7","@types/pg":"^8"}}',
      'a/package.json': '{"dependencies":{"pg":"^8"}}',
      'a/a.ts': `import 'pg'`,
    };
    expect(declarationsAreUsed(checkoutOf(files))).toMatchObject([{ file: 'package.json' }]);
  });
});

it('finds two ranges of one package', () => {
  const files = (range: string) =>
    checkoutOf({
      'package.json': '{"devDependencies":{"pg":"^8.23.1"}}',
      'a/package.json': `{"dependencies":{"pg":"${range}","zod":"^4"}}`,
    });
  expect(versionsAgree(files('^8.23.1'))).toEqual([]);
  expect(versionsAgree(files('^8.23.0'))).toEqual([
    { file: 'a/package.json', message: 'asks for pg ^8.23.0, and package.json for ^8.23.1' },
  ]);
});
