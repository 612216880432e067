import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { placeOf } from './places.ts';
import { importsOf } from './source.ts';
import { isOurs, packageOf } from './workspaces.ts';

/** The packages that speak to a server. One technology is one of them, so all of the AWS SDK counts as one. */
const clients = ['pg', 'ioredis', 'amqplib', 'kafkajs', '@aws-sdk'];

/** Where a lesson does not simply hold one client package of its choice: the clients it may hold. */
const clientsOf: Record<string, string[]> = {
  'tech-locking-and-transactions/redlock': ['ioredis', 'pg'], // locks in Redis, seats in PostgreSQL
  'tech-locking-and-transactions/saga': ['pg'],
  'tech-locking-and-transactions/two-phase-commit': ['pg'],
  'tech-notifications/webhook': ['pg'],
  'tech-notifications/app': ['pg'],
  'tech-notifications/sse': ['pg', 'ioredis'], // events in PostgreSQL, told to the other servers through Redis
};

/** Lessons whose wiring holds one more: the ledger of their family lives in Redis, whatever holds the line. */
const wiringOf: Record<string, string> = {
  'tech-waiting-room/kafka': 'ioredis',
  'tech-waiting-room/rabbitmq': 'ioredis',
  'tech-waiting-room/sqs': 'ioredis',
};
const isWiring = (file: string) => /\/(server|wiring)\.ts$|\.test\.ts$/.test(file);

/** What all share stays small and dull: common stands on express, zod and Node, nothing else. */
export function commonStandsAlone(checkout: Checkout): Finding[] {
  return packagesIn(checkout).flatMap(({ file, line, name }) => {
    if (placeOf(file)?.kind !== 'common' || name.startsWith('node:') || name === 'express' || name === 'zod') return [];
    if (name === 'vitest' && /\.test\.ts$/.test(file)) return [];
    return [{ file, line, message: `imports ${name}: common may import express, zod and node: modules only` }];
  });
}

/** A contract names no technology, a ledger only Redis, books and an outbox only PostgreSQL, and a lesson is about one technology. */
export function oneClientEach(checkout: Checkout): Finding[] {
  const firstOf = new Map<string, string>();
  return packagesIn(checkout).flatMap(({ file, line, name }) => {
    const place = placeOf(file);
    const client = clients.find(known => name === known || name.startsWith(`${known}/`));
    const mayHoldOne = place?.family ? place.kind !== 'family' : place?.kind === 'ground' || place?.kind === 'part';
    if (!client || !place || !mayHoldOne) return [];
    const home = place.home.slice('ticketmaster/'.length);
    if (wiringOf[home] === client && isWiring(file)) return [];

    if (!firstOf.has(home)) firstOf.set(home, client);
    const allowed = allowedIn(home) ?? [firstOf.get(home)];
    if (allowed.includes(client)) return [];
    return [
      { file, line, message: `imports ${name}: ${home} may hold ${allowed.join(' and ') || 'no client package'}` },
    ];
  });
}

function allowedIn(home: string): string[] | undefined {
  if (home.endsWith('/contract') || home === 'payments' || home === 'testing') return [];
  if (home === 'postgres') return ['pg'];
  if (home === 'redis') return ['ioredis'];
  if (home.endsWith('/ledger')) return ['ioredis'];
  if (/\/(books|store|outbox)$/.test(home)) return ['pg'];
  return clientsOf[home];
}

function packagesIn(checkout: Checkout) {
  return codeFiles(checkout).flatMap(([file, text]) =>
    importsOf(text)
      .filter(({ specifier }) => !isOurs(specifier))
      .map(({ specifier, line }) => ({ file, line, name: packageOf(specifier) })),
  );
}
