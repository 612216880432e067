import { describe, expect, it } from 'vitest';
import { serversListenHereOnly } from './addresses.ts';
import { checkoutOf } from './checkout.ts';

describe('addresses', () => {
  const findings = (file: string, text: string) => serversListenHereOnly(checkoutOf({ [file]: `\n${text}` }));

  it.each([
    ['a.ts', `const host = '0.0.0.0';`], // must be found
    ['a.ts', '`http://0.0.0.0:80`'], // must be found
    ['run.sh', 'HOST=0.0.0.0'], // must be found
    ['compose.yml', '  - "0.0.0.0:80:80"'], // must be found
    ['a.ts', 'server.listen(3600)'],
    ['a.ts', 'server.listen(port(), () => done())'],
    ['a.ts', 'server.listen({ port: 0 })'],
  ])('in %s are open to others: %s', (file, text) => {
    expect(findings(file, text)).toMatchObject([{ file, line: 2 }]);
  });

  it.each([
    ['a.ts', `refuse('0.0.0.0'); // nobody may call back there`], // a comment explains it
    ['a.ts', '// never 0.0.0.0'], // not code
    ['a.ts', `'10.0.0.0.1'`],
    ['run.sh', '# never 0.0.0.0'], // not code
    ['README.md', '0.0.0.0'], // prose may speak of it
    ['a.ts', `server.listen(port(), '127.0.0.1')`],
    ['a.ts', 'server.listen({ port, host })'],
    ['a.ts', 'listen(app, port)'],
    ['a.ts', `'server.listen(3600)'`],
    ['a.ts', 'server.listen(port, // on the loopback\n  "127.0.0.1")'],
  ])('in %s are fine: %s', (file, text) => expect(findings(file, text)).toEqual([]));
});
