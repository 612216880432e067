import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { environmentIsReadAtTheDoor } from './environment.ts';

const findings = (file: string, text: string) => environmentIsReadAtTheDoor(checkoutOf({ [file]: text }));

it.each([
  'process.env.PORT',
  'process . env',
  `process['env']`,
  'process?.env',
  'const { env, argv } = process;',
  `import { env } from 'node:process';`,
  `\`port \${process.env.PORT}\``,
])('finds the environment read by: %s', text => {
  expect(findings('ticketmaster/simple/app.ts', `\n${text}`)).toMatchObject([{ line: 2 }]);
});

it.each(['// process.env', `'process.env'`, 'process.argv', 'env.count(1)', 'subprocess.env', 'process.environment'])(
  'does not take for it: %s',
  text => expect(findings('ticketmaster/simple/app.ts', text)).toEqual([]),
);

it.each([
  'scripts/servers.ts',
  'ticketmaster/common/env.ts',
  'ticketmaster/testing/processes.ts',
  'ticketmaster/simple/server.ts',
  'ticketmaster/simple/app.test.ts',
  'ticketmaster/simple/app.fixture.ts',
  'ticketmaster/tech-a/compare.ts',
  'ticketmaster/simple/bench.ts',
])('lets %s read it', file => expect(findings(file, 'process.env')).toEqual([]));

it.each(['ticketmaster/simple/env.ts', 'ticketmaster/simple/observer.ts', 'ticketmaster/common/http.ts'])(
  'does not let %s read it',
  file => expect(findings(file, 'process.env')).toHaveLength(1),
);
