import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Compose,
  imagesWithoutExactTag,
  listenersOpenToOthers,
  mountsThatAreNotThere,
  networksAtOdds,
  portsOpenToOthers,
  portsPublishedTwice,
  promises,
  read,
  scriptsThatAreNotThere,
  services,
  servicesWithoutHealthcheck,
  volumesAtOdds,
} from './compose-files.ts';

const ofTheLab = ['docker-compose.localstack.yml', 'ticketmaster/docker-compose.yml'];
const ofALesson = ['ticketmaster/flash-sales/sharded-engine/docker-compose.yml'];
const readAll = (paths: string[]) =>
  paths.map(path => {
    const file = join(import.meta.dirname, '..', path);
    return read(readFileSync(file, 'utf8'), dirname(file));
  });

describe('the Compose files', () => {
  it.each(promises)('%s', (_, violations) => expect(violations(readAll([...ofTheLab, ...ofALesson]))).toEqual([]));

  it('hold the servers the lessons ask for', () => {
    expect(services(readAll(ofTheLab)).map(([name]) => name)).toEqual([
      ...['localstack', 'dynamodb', 'postgres', 'postgres-2', 'postgres-3'],
      ...['redis', 'redis-2', 'redis-3', 'redis-4', 'redis-5', 'redis-cluster', 'rabbitmq', 'kafka'],
      ...['restate', 'restate-cluster', 'restate-cluster-2', 'restate-cluster-3'],
    ]);
  });
});

describe('the checks', () => {
  const sound = { image: 'redis:8.4.2', ports: ['127.0.0.1:14341:6379'] };
  const fileWith = (part: Partial<Compose['services'][string]>, volumes: Compose['volumes'] = {}): Compose[] => [
    { name: 'planted', services: { planted: { ...sound, ...part } }, volumes, folder: import.meta.dirname },
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

  it.each([
    {},
    { BIND_ADDRESS: '192.0.2.7:14331' },
    { BIND_ADDRESS: '127.0.0.1:14331', ADMIN_BIND_ADDRESS: '[::]:14332' },
  ])('refuse a server in the network of the host that binds %o', environment => {
    const sharing = { network_mode: 'host', ports: undefined };
    expect(listenersOpenToOthers(fileWith({ ...sharing, environment }))).toEqual(['planted']);
    expect(listenersOpenToOthers(fileWith({ ...sharing, environment: { BIND_ADDRESS: '127.0.0.1:14331' } }))).toEqual(
      [],
    );
  });

  it('refuse a host port that two services share, also when they live in different files', () => {
    expect(portsPublishedTwice([...fileWith({}), ...fileWith({ ports: ['127.0.0.1:14341:5432'] })])).toEqual(['14341']);
  });

  it('refuse a service without a health check', () => {
    expect(servicesWithoutHealthcheck(fileWith({}))).toEqual(['planted']);
  });

  it('refuse a volume that is not declared, and one that nobody mounts', () => {
    expect(volumesAtOdds(fileWith({ volumes: ['redis:/data'] }, { forgotten: null }))).toEqual(['redis', 'forgotten']);
  });

  it.each(['./nowhere:/lab:ro', './compose-files.test.ts:/lab'])('refuse the mount %s', volume =>
    expect(mountsThatAreNotThere(fileWith({ volumes: [volume] }))).toEqual([volume]),
  );

  it('refuse a script that is not there', () => {
    const [there, nowhere] = ['/lab/scripts/compose-files.test.ts', '/lab/scripts/nowhere.ts'];
    expect(scriptsThatAreNotThere(fileWith({ command: ['node', there, nowhere] }))).toEqual([nowhere]);
  });

  it('refuse to join a network of nobody, or of who joins one, or with ports', () => {
    const joining = (network_mode: string) => fileWith({ network_mode, ports: undefined });
    expect(networksAtOdds(joining('host'))).toEqual([]);
    expect(networksAtOdds(fileWith({ network_mode: 'host' }))).toEqual(['planted']);
    expect(networksAtOdds(joining('service:nobody'))).toEqual(['planted']);
    expect(networksAtOdds(joining('service:planted'))).toEqual(['planted']);
    const [file] = fileWith({ network_mode: 'service:host' });
    expect(networksAtOdds([{ ...file!, services: { ...file!.services, host: sound } }])).toEqual(['planted']);
    const { ports: _, ...silent } = sound;
    const services = { host: sound, joined: { ...silent, network_mode: 'service:host' } };
    expect(networksAtOdds([{ ...file!, services }])).toEqual([]);
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
