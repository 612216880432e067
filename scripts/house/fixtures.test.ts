import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { onlyTestsStandOnFixtures } from './fixtures.ts';

const findings = (file: string, specifier: string) =>
  onlyTestsStandOnFixtures(checkoutOf({ [file]: `// one\nimport { a } from '${specifier}';` }));

it.each(['a/line.test.ts', 'a/room.fixture.ts', 'a/room-promises.ts', 'a/promises.ts', 'a/room-conformance.ts'])(
  'lets %s stand on a fixture',
  file => expect(findings(file, './clock.fixture.ts')).toEqual([]),
);

it.each(['./clock.fixture.ts', '@ticketmaster/waiting-room/room.fixture'])('finds %s below a server', specifier => {
  expect(findings('a/server.ts', specifier)).toEqual([
    { file: 'a/server.ts', line: 2, message: `imports ${specifier}: only tests stand on fixtures` },
  ]);
});

it('does not mind other imports', () => expect(findings('a/server.ts', './fixture-list.ts')).toEqual([]));
