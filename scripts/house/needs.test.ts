import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { neededServersAreDeclared } from './needs.ts';

const findings = (servers: string[], run: string) =>
  neededServersAreDeclared(
    checkoutOf({
      'ticketmaster/tech-a/kafka/package.json': JSON.stringify({ lab: { servers } }),
      'ticketmaster/tech-a/kafka/run.sh': `#!\n${run}\nexec node`,
    }),
  ).map(({ message }) => message);

it.each([
  [['redis', 'kafka'], 'need kafka redis'],
  [[], 'say none'],
])('declares %j for: %s', (servers, run) => expect(findings(servers, run)).toEqual([]));

it.each([
  [['redis'], 'need redis kafka', 'needs redis, kafka, and package.json declares redis'],
  [['redis', 'kafka'], 'need redis', 'needs redis, and package.json declares redis, kafka'],
  [[], 'need redis', 'needs redis, and package.json declares none'],
  [['redis'], 'need', 'needs no server, and package.json declares redis'],
])('declares something else than %j: %s', (servers, run, message) => expect(findings(servers, run)).toEqual([message]));
