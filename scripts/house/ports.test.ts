import { describe, expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { portsAreOnesOwn } from './ports.ts';

const kafka = 'ticketmaster/tech-waiting-room/kafka';
const webhook = 'ticketmaster/tech-notifications/webhook';

const declaring = (lab: object) => JSON.stringify({ lab });
const declared = {
  [`${kafka}/package.json`]: declaring({ port: 3102 }),
  [`${webhook}/package.json`]: declaring({ port: 3201, userAppPort: 3211 }),
};

describe('ports', () => {
  it('are right where each server asks for its own', () => {
    const house = {
      ...declared,
      'ticketmaster/tech-two-phase-payments/card/package.json': declaring({ port: 3501 }),
      'ticketmaster/tech-two-phase-payments/provider/package.json': declaring({ port: 3502 }),
      'ticketmaster/tech-two-phase-payments/provider/run.sh': '# http://localhost:3502',
      'ticketmaster/tech-two-phase-payments/provider/server.ts': `env.count('PORT', 3502)`,
      [`${kafka}/server.ts`]: `listen(app, env.count('PORT', 3102));`,
      [`${kafka}/run.sh`]: '# http://localhost:3102\nneed kafka # http://localhost:14361',
      [`${webhook}/server.ts`]: `env.count('PORT', 3201)`,
      [`${webhook}/user-app/server.ts`]: `env.count('USER_APP_PORT', 3211)`,
      'ticketmaster/tech-two-phase-payments/card/server.ts': `env.count('PORT', 3501)`,
      'ticketmaster/tech-two-phase-payments/card/run.sh': 'curl http://localhost:3502/health',
    };
    expect(portsAreOnesOwn(checkoutOf(house))).toEqual([]);
  });

  it.each([
    ["another's", `env.count('PORT', 3101)`, `${kafka}/server.ts:1 asks for port 3101, and has 3102`],
    ['none', `env.count('CAPACITY', 3102)`, `${kafka}/server.ts: does not say 'PORT', 3102`],
    ['one in a comment', `// 'PORT', 3102`, `${kafka}/server.ts: does not say 'PORT', 3102`],
  ])('are wrong where a server asks for %s', (_, text, expected) => {
    const findings = portsAreOnesOwn(checkoutOf({ ...declared, [`${kafka}/server.ts`]: text }));
    expect(findings.map(({ file, line = '', message }) => `${file}:${line} ${message}`)).toContain(expected);
  });

  it('are wrong where two servers ask for the same', () => {
    const text = `env.count('PORT', 3201)`;
    const findings = portsAreOnesOwn(
      checkoutOf({
        ...declared,
        [`${kafka}/server.ts`]: `'PORT', 3102`,
        [`${webhook}/server.ts`]: text,
        [`${webhook}/user-app/server.ts`]: text,
      }),
    );
    expect(findings).toMatchObject([{ message: `asks for port 3201, and so does ${webhook}/server.ts` }]);
  });

  it('are wrong where run.sh promises another', () => {
    const files = (run: string) => ({
      [`${kafka}/package.json`]: declaring({ port: 3102 }),
      [`${kafka}/server.ts`]: `count('PORT', 3102)`,
      [`${kafka}/run.sh`]: run,
    });
    expect(portsAreOnesOwn(checkoutOf(files('#!\n# at http://localhost:3103')))).toEqual([
      { file: `${kafka}/run.sh`, line: 2, message: 'speaks of port 3103, not its own' },
    ]);
  });

  it('are wrong where two declare the same', () => {
    const twin = 'ticketmaster/tech-new/twin';
    const files = { [`${twin}/package.json`]: declaring({ port: 3102 }), [`${twin}/server.ts`]: `count('PORT', 3102)` };
    const findings = portsAreOnesOwn(checkoutOf({ ...declared, [`${kafka}/server.ts`]: `'PORT', 3102`, ...files }));
    expect(findings).toContainEqual(
      expect.objectContaining({ message: `asks for port 3102, and so does ${kafka}/server.ts` }),
    );
  });

  it('are missing for a subproject whose package.json declares none', () => {
    const [finding] = portsAreOnesOwn(checkoutOf({ 'ticketmaster/tech-new/lesson/server.ts': '' }));
    expect(finding?.message).toContain('has no port');
  });
});
