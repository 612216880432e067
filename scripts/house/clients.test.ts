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

  it.each(['store', 'outbox'])('are kept out of %s, but for PostgreSQL', part => {
    expect(findings({ [`tech-a/${part}/a.ts`]: importing('pg') })).toEqual([]);
    expect(findings({ [`tech-a/${part}/a.ts`]: importing('ioredis') })).toHaveLength(1);
  });

  it('are kept out of ledgers, but for Redis', () => {
    expect(findings({ 'tech-a/ledger/a.ts': importing('ioredis') })).toEqual([]);
    expect(findings({ 'tech-a/ledger/a.ts': importing('pg') })).toHaveLength(1);
  });

  const declaring = (lab: object) => JSON.stringify({ lab });

  it('are those that a lesson declares', () => {
    const files = {
      'tech-a/b/package.json': declaring({ clients: ['pg'] }),
      'tech-a/c/package.json': declaring({ clients: ['ioredis', '@aws-sdk'] }),
    };
    const sound = { 'tech-a/b/one.ts': importing('pg', 'zod'), 'tech-a/c/two.ts': importing('ioredis') };
    expect(findings({ ...files, ...sound })).toEqual([]);
    expect(
      findings({ ...files, 'tech-a/c/one.ts': importing('@aws-sdk/client-sqs', '@aws-sdk/client-dynamodb') }),
    ).toEqual([]);
    expect(findings({ ...files, 'tech-a/b/two.ts': importing('zod', '@aws-sdk/client-sqs') })).toEqual([
      'ticketmaster/tech-a/b/two.ts:2 imports @aws-sdk/client-sqs: tech-a/b may hold pg',
    ]);
    expect(findings({ 'tech-a/b/one.ts': importing('pg') })).toEqual([
      'ticketmaster/tech-a/b/one.ts:1 imports pg: tech-a/b may hold no client package',
    ]);
  });

  it('become known when a lesson declares them', () => {
    const nats = { 'tech-a/nats/package.json': declaring({ clients: ['nats'] }) };
    expect(findings({ 'tech-a/contract/a.ts': importing('nats') })).toEqual([]);
    expect(findings({ ...nats, 'tech-a/contract/a.ts': importing('nats') })).toHaveLength(1);
    expect(findings({ ...nats, 'tech-a/nats/line.ts': importing('nats') })).toEqual([]);
  });

  it('cannot be declared by a contract', () => {
    const files = { 'tech-a/contract/package.json': declaring({ clients: ['pg'] }) };
    expect(findings({ ...files, 'tech-a/contract/a.ts': importing('pg') })).toHaveLength(1);
  });

  it('may be more in the wiring of a lesson than in its adapter', () => {
    const kafka = { 'tech-a/kafka/package.json': declaring({ clients: ['kafkajs'], wiring: ['ioredis'] }) };
    const line = { ...kafka, 'tech-a/kafka/line.ts': importing('kafkajs') };
    expect(findings({ 'tech-a/kafka/a.test.ts': importing('ioredis'), ...line })).toEqual([]);
    expect(findings({ 'tech-a/kafka/a.fixture.ts': importing('ioredis'), ...line })).toEqual([]);
    expect(findings({ ...line, 'tech-a/kafka/server.ts': importing('kafkajs', 'ioredis') })).toEqual([]);
    expect(findings({ ...kafka, 'tech-a/kafka/line.ts': importing('kafkajs', 'ioredis') })).toHaveLength(1);
  });

  it('are free in compositions and comparisons', () => {
    expect(
      findings({ 'real/a.ts': importing('pg', 'ioredis'), 'tech-a/compare.ts': importing('pg', 'kafkajs') }),
    ).toEqual([]);
  });
});
