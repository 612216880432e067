import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { placeOf } from './places.ts';
import { importsOf } from './source.ts';
import { isOurs, packageOf, workspacesOf } from './workspaces.ts';

/** The parts of the house that speak to a server. All others, such as a contract, speak to none. */
const clientOfPart: Record<string, string> = {
  postgres: 'pg',
  redis: 'ioredis',
  ledger: 'ioredis',
  tiers: 'ioredis',
  store: 'pg',
  outbox: 'pg',
  'replicated-servers': 'pg',
};

const isWiring = (file: string) => /\/(server|wiring)\.ts$|\.(test|fixture)\.ts$/.test(file);

/** What all share stays small and dull: common stands on express, zod and Node, nothing else. */
export function commonStandsAlone(checkout: Checkout): Finding[] {
  return packagesIn(checkout).flatMap(({ file, line, name }) => {
    if (placeOf(file)?.kind !== 'common' || name.startsWith('node:') || name === 'express' || name === 'zod') return [];
    if (name === 'vitest' && /\.(test|fixture)\.ts$/.test(file)) return [];
    return [{ file, line, message: `imports ${name}: common may import express, zod and node: modules only` }];
  });
}

/** A contract names no technology, a ledger and the tiers of a cache only Redis, a store and an outbox only PostgreSQL, and a lesson what its package.json declares. */
export function oneClientEach(checkout: Checkout): Finding[] {
  const labs = new Map(workspacesOf(checkout).map(({ home, manifest: { lab } }) => [home, lab ?? {}]));
  const declared = [...labs.values()].flatMap(({ clients = [], wiring = [] }) => [...clients, ...wiring]);
  const known = new Set([...Object.values(clientOfPart), ...declared]);
  return packagesIn(checkout).flatMap(({ file, line, name }) => {
    const place = placeOf(file);
    const client = known.values().find(one => name === one || name.startsWith(`${one}/`));
    const isFree = !place || ['common', 'composition', 'family', 'scripts', 'root'].includes(place.kind);
    if (!client || isFree) return [];
    const { clients = [], wiring = [] } = labs.get(place.home) ?? {};
    const ofPart = clientOfPart[place.home.split('/').at(-1)!];
    const allowed = place.kind === 'lesson' ? clients : ofPart ? [ofPart] : [];
    if (allowed.includes(client) || (place.kind === 'lesson' && isWiring(file) && wiring.includes(client))) return [];
    const home = place.home.slice('ticketmaster/'.length);
    const may = allowed.join(' and ') || 'no client package';
    return [{ file, line, message: `imports ${name}: ${home} may hold ${may}` }];
  });
}

function packagesIn(checkout: Checkout) {
  return codeFiles(checkout).flatMap(([file, text]) =>
    importsOf(text)
      .filter(({ specifier }) => !isOurs(specifier))
      .map(({ specifier, line }) => ({ file, line, name: packageOf(specifier) })),
  );
}
