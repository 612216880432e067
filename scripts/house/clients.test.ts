import { describe, expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { commonStandsAlone, oneClientEach } from './clients.ts';

const importing = (...names: string[]) => names.map(name => `import '${name}';`).join('\n');

describe('common', () => {
  const findings = (file: string, ...names: string[]) => commonStandsAlone(checkoutOf({ [file]: importing(...names) }));

  it('may import express, zod and Node, and its tests vitest', () => {
    expect(findings('ticketmaster/common/http.ts', 'express', 'zod', 'node:http', './problem.ts')).toEqual([]);
    expect(findings('ticketmaster/common/http.test.ts', 'vitest')).toEqual([]);
    expect(findings('ticketmaster/simple/http.ts', 'pg')).toEqual([]);
  });

  it.each(['pg', 'http', 'vitest', 'express-session'])('may not import %s', name => {
    expect(findings('ticketmaster/common/http.ts', 'zod', name)).toMatchObject([
      { line: 2, message: expect.stringContaining(`imports ${name}:`) },
    ]);
  });
});

describe('client packages', () => {
  const findings = (files: Record<string, string>) =>
    oneClientEach(
      checkoutOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [`ticketmaster/${path}`, text]))),
    ).map(({ file, line, message }) => `${file}:${line} ${message}`);

  it('are kept out of contracts, also in tests', () => {
    expect(findings({ 'tech-a/contract/a.test.ts': importing('vitest', 'pg') })).toEqual([
      'ticketmaster/tech-a/contract/a.test.ts:2 imports pg: tech-a/contract may hold no client package',
    ]);
  });

  it.each(['books', 'store', 'outbox'])('are kept out of %s, but for PostgreSQL', part => {
    expect(findings({ [`tech-a/${part}/a.ts`]: importing('pg') })).toEqual([]);
    expect(findings({ [`tech-a/${part}/a.ts`]: importing('ioredis') })).toHaveLength(1);
  });

  it('are kept out of ledgers, but for Redis', () => {
    expect(findings({ 'tech-a/ledger/a.ts': importing('ioredis') })).toEqual([]);
    expect(findings({ 'tech-a/ledger/a.ts': importing('pg') })).toHaveLength(1);
  });

  it('are one for each lesson', () => {
    expect(findings({ 'tech-a/b/one.ts': importing('pg'), 'tech-a/c/two.ts': importing('ioredis') })).toEqual([]);
    expect(findings({ 'tech-a/b/one.ts': importing('@aws-sdk/client-sqs', '@aws-sdk/client-dynamodb') })).toEqual([]);
    expect(findings({ 'tech-a/b/one.ts': importing('pg'), 'tech-a/b/two.ts': importing('zod', 'amqplib') })).toEqual([
      'ticketmaster/tech-a/b/two.ts:2 imports amqplib: tech-a/b may hold pg',
    ]);
  });

  it('are as many as a lesson needs where the table says so', () => {
    const redlock = 'tech-locking-and-transactions/redlock/box-office.ts';
    expect(findings({ [redlock]: importing('ioredis', 'pg') })).toEqual([]);
    expect(findings({ [redlock]: importing('kafkajs') })).toHaveLength(1);
    expect(findings({ 'tech-locking-and-transactions/saga/a.ts': importing('ioredis') })).toHaveLength(1);
  });

  it('may be added by the wiring of a lesson whose ledger lives in Redis, not by its adapter', () => {
    const kafka = 'tech-waiting-room/kafka';
    const line = { [`${kafka}/line.ts`]: importing('kafkajs') };
    expect(findings({ [`${kafka}/a.test.ts`]: importing('ioredis'), ...line })).toEqual([]);
    expect(findings({ ...line, [`${kafka}/server.ts`]: importing('kafkajs', 'ioredis') })).toEqual([]);
    expect(findings({ [`${kafka}/line.ts`]: importing('kafkajs', 'ioredis') })).toHaveLength(1);
  });

  it('are free in compositions and comparisons', () => {
    expect(
      findings({ 'real/a.ts': importing('pg', 'ioredis'), 'tech-a/compare.ts': importing('pg', 'kafkajs') }),
    ).toEqual([]);
  });
});
