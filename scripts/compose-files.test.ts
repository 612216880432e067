// These tests need no Docker engine: they read the files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const paths = ['docker-compose.localstack.yml', 'ticketmaster/docker-compose.yml'];
const duration = z.string().regex(/^\d+(ms|s|m)$/);

/** The part of the Compose Specification that the lab uses. Anything else is a typo, or must be added on purpose. */
const service = z.strictObject({
  image: z.string(),
  hostname: z.string().optional(),
  user: z.string().optional(),
  init: z.boolean().optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.union([z.string(), z.number()])).optional(),
  command: z.array(z.string()).optional(), // a list, so that no shell splits it in a way of its own
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.enum(['CMD', 'CMD-SHELL']), z.string()], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int().positive(),
    })
    .optional(),
});
const composeFile = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()).default({}),
});

type Compose = z.infer<typeof composeFile>;

/** Throws, naming the key, when the text is no Compose file of that kind. The keys `x-…` are fragments to merge. */
function read(text: string): Compose {
  const document = parse(text, { merge: true }) as Record<string, unknown>;
  return composeFile.parse(Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('x-'))));
}

const services = (files: Compose[]) => files.flatMap(file => Object.entries(file.services));
const publishedPorts = (files: Compose[]) => services(files).flatMap(([, { ports = [] }]) => ports);

/** PostgreSQL's versions have two numbers, all others three. Bitnami's free images get no updates any more. */
const exact = /^(postgres:\d+\.\d+|(?!.*bitnami).+:\d+\.\d+\.\d+)(-[a-z]+)?$/;
const imagesWithoutExactTag = (files: Compose[]) =>
  services(files).flatMap(([, { image }]) => (exact.test(image) ? [] : [image]));

const portsOpenToOthers = (files: Compose[]) =>
  publishedPorts(files).filter(port => !/^127\.0\.0\.1:\d+:\d+$/.test(port));

function portsPublishedTwice(files: Compose[]): string[] {
  const hostPorts = publishedPorts(files).map(port => port.split(':').at(-2) ?? port);
  return hostPorts.filter((port, i) => hostPorts.indexOf(port) !== i);
}

const servicesWithoutHealthcheck = (files: Compose[]) =>
  services(files).flatMap(([name, { healthcheck }]) => (healthcheck ? [] : [name]));

/** Volumes that are mounted and not declared, or declared and not mounted. */
function volumesAtOdds(files: Compose[]): string[] {
  return files.flatMap(file => {
    const declared = Object.keys(file.volumes);
    const mounted = services([file]).flatMap(([, { volumes = [] }]) => volumes.map(volume => volume.split(':')[0]!));
    return [...mounted.filter(name => !declared.includes(name)), ...declared.filter(name => !mounted.includes(name))];
  });
}

const promises: [promise: string, violations: (files: Compose[]) => string[]][] = [
  ['pin every image to an exact tag, and none of bitnami', imagesWithoutExactTag],
  ['publish ports on 127.0.0.1 only', portsOpenToOthers],
  ['publish each port once, over both files', portsPublishedTwice],
  ['give every service a health check', servicesWithoutHealthcheck],
  ['declare every volume they mount, and mount every volume they declare', volumesAtOdds],
];

describe('the Compose files', () => {
  const files = paths.map(path => read(readFileSync(join(import.meta.dirname, '..', path), 'utf8')));

  it.each(promises)('%s', (_, violations) => expect(violations(files)).toEqual([]));

  it('hold the servers the lessons ask for', () => {
    expect(services(files).map(([name]) => name)).toEqual([
      ...['localstack', 'dynamodb', 'postgres', 'postgres-2', 'postgres-3'],
      ...['redis', 'redis-2', 'redis-3', 'redis-4', 'redis-5', 'redis-cluster', 'rabbitmq', 'kafka'],
    ]);
  });
});

describe('the checks', () => {
  const sound = { image: 'redis:8.4.2', ports: ['127.0.0.1:14341:6379'] };
  const fileWith = (part: Partial<Compose['services'][string]>, volumes: Compose['volumes'] = {}): Compose[] => [
    { name: 'planted', services: { planted: { ...sound, ...part } }, volumes },
  ];

  it.each(['redis', 'redis:latest', 'redis:8', 'redis:8.4', 'redis:8.4-alpine', 'postgres:18', 'bitnami/kafka:4.0.0'])(
    'refuse the image %s',
    image => expect(imagesWithoutExactTag(fileWith({ image }))).toEqual([image]),
  );

  it.each([
    '6379',
    '14341:6379',
    '0.0.0.0:14341:6379', // what Docker takes when no address is named
    '127.0.0.1::6379',
  ])('refuse the port %s', port => expect(portsOpenToOthers(fileWith({ ports: [port] }))).toEqual([port]));

  it('refuse a host port that two services share, also when they live in different files', () => {
    expect(portsPublishedTwice([...fileWith({}), ...fileWith({ ports: ['127.0.0.1:14341:5432'] })])).toEqual(['14341']);
  });

  it('refuse a service without a health check', () => {
    expect(servicesWithoutHealthcheck(fileWith({}))).toEqual(['planted']);
  });

  it('refuse a volume that is not declared, and one that nobody mounts', () => {
    expect(volumesAtOdds(fileWith({ volumes: ['redis:/data'] }, { forgotten: null }))).toEqual(['redis', 'forgotten']);
  });

  it('refuse a key they do not know, wherever it stands', () => {
    const text = (key: string) => `name: planted\nservices:\n  planted:\n    image: redis:8.4.2\n    ${key}\n`;
    expect(() => read(text('user: redis'))).not.toThrow();
    expect(() => read(text('port: [6379]'))).toThrow(/port/);
    expect(() => read(text('restart: always'))).toThrow(/restart/);
    expect(() => read(text('healthcheck: { tests: [CMD, ls] }'))).toThrow(/tests/);
  });

  it('see what a merge key brings in', () => {
    const text = 'name: p\nx-redis: &redis { image: redis:latest }\nservices: { planted: { <<: *redis } }';
    expect(imagesWithoutExactTag([read(text)])).toEqual(['redis:latest']);
  });
});
