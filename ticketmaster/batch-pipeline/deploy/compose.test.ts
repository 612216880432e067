// These tests need no Docker engine: they read the files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSources } from './sources.ts';

const APP = 'batch-pipeline';
const duration = z.string().regex(/^\d+(ms|s|m)$/);
const setting = z.union([z.string(), z.number()]);

/** The part of the Compose Specification that is used here. Anything else is a typo, or must be added on purpose. */
const service = z.strictObject({
  image: z.string().regex(/:v?\d+\.\d+\.\d+(-[a-z]+)?$/), // exact
  build: z
    .strictObject({ context: z.string(), dockerfile: z.string(), args: z.record(z.string(), z.string()) })
    .optional(),
  command: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
  network_mode: z.string().startsWith('service:').optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).default({}),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), setting).default({}),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:390[1-9]:\d+$/)).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).optional(),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD'), z.string()], z.string()),
    interval: duration,
    timeout: duration,
    retries: z.int().positive(),
  }),
});
const composeFile = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

const here = (file: string) => join(import.meta.dirname, file);
const text = readFileSync(here('docker-compose.yml'), 'utf8');

function read(source: string) {
  const document = parse(source, { merge: true }) as Record<string, unknown>;
  return composeFile.parse(Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('x-'))));
}

/** All that is wrong with it. */
function findingsIn({ services, volumes }: z.infer<typeof composeFile>): string[] {
  const sources = readSources();
  const all = Object.entries(services);
  const ports = all.flatMap(([, one]) => one.ports.map(port => port.split(':')[1]!));
  const mounts = all.flatMap(([, one]) => one.volumes.map(volume => volume.split(':')[0]!));
  const isFile = (mount: string) => mount.startsWith('.');
  return [
    ...ports.filter((port, i) => ports.indexOf(port) !== i).map(port => `port ${port} is published twice`),
    ...mounts
      .filter(isFile)
      .filter(file => !existsSync(here(file)))
      .map(file => `${file} is not there`),
    ...mounts.filter(mount => !isFile(mount) && !(mount in volumes)).map(name => `volume ${name} is not declared`),
    ...Object.keys(volumes)
      .filter(name => !mounts.includes(name))
      .map(name => `volume ${name} is not mounted`),
    ...all.flatMap(
      ([name, { network_mode: mode, depends_on: others, build, command = ['node', 'server.ts'], environment }]) => [
        ...[...Object.keys(others), ...(mode ? [mode.slice('service:'.length)] : [])]
          .filter(other => !services[other])
          .map(other => `${name} needs ${other}, which is not there`),
        ...(build && !sources.isThere(APP, command[1]!) ? [`${name} starts ${command[1]}, which is not there`] : []),
        ...(build ? Object.keys(environment).filter(key => !sources.reads(APP, key)) : []).map(
          key => `${name} is given ${key}`,
        ),
        ...(build && !all.some(([, { network_mode }]) => network_mode === `service:${name}`)
          ? [`${name} has no door`]
          : []),
      ],
    ),
  ];
}

it('nothing is wrong with the Compose file', () => expect(findingsIn(read(text))).toEqual([]));

it('has the whole pipeline', () => {
  expect(Object.keys(read(text).services).filter(name => !name.endsWith('-door'))).toEqual([
    ...['kafka', 'redis', 'store', 'api', 'worker-1', 'worker-2', 'prometheus', 'alertmanager', 'grafana'],
  ]);
});

it.each([
  ['127.0.0.1:3902:8081', '127.0.0.1:3901:8081', 'port 3901 is published twice'],
  ['./door/door.conf', './door/dor.conf', './door/dor.conf is not there'],
  ['- prometheus:/prometheus', '- prom:/prometheus', 'volume prom is not declared'],
  ['service:worker-2', 'service:worker-3', 'worker-2 has no door'],
  ['redis: { condition', 'rediss: { condition', 'api needs rediss, which is not there'],
  [
    'command: [node, store/start.ts]',
    'command: [node, stor/server.ts]',
    'store starts stor/server.ts, which is not there',
  ],
  ['STORE_FOLDER:', 'STORE_DIRECTORY:', 'store is given STORE_DIRECTORY'],
])('finds %s changed to %s', (sound, broken, finding) => {
  expect(text).toContain(sound);
  expect(findingsIn(read(text.replace(sound, broken)))).toContain(finding);
});

it.each([
  ['redis:8.4.2', 'redis:latest'],
  ['127.0.0.1:3905:9090', '9090:9090'],
  ['retries: 60', 'retrys: 60'],
  ['network_mode: service:api', 'network: service:api'],
])('refuses %s changed to %s', (sound, broken) => {
  expect(text).toContain(sound);
  expect(() => read(text.replaceAll(sound, broken))).toThrow();
});

it('Prometheus asks services that are there', () => {
  const { scrape_configs } = parse(readFileSync(here('compose-prometheus.yml'), 'utf8')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const targets = scrape_configs.flatMap(one => one.static_configs.flatMap(({ targets: some }) => some));
  const { services } = read(text);
  const apps = Object.keys(services).filter(name => services[name]!.build);
  expect(targets.toSorted()).toEqual(apps.map(name => `${name}:9464`).toSorted());
});
