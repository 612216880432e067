/** What the lab asks of its Compose files; they are read, no Docker engine is needed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const duration = z.string().regex(/^\d+(ms|s|m)$/);

/** The part of the Compose Specification that the lab uses. Anything else is a typo, or must be added on purpose. */
const service = z.strictObject({
  image: z.string(),
  hostname: z.string().optional(),
  user: z.string().optional(),
  init: z.boolean().optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.union([z.string(), z.number()])).optional(),
  network_mode: z
    .string()
    .regex(/^(host|service:[\w-]+)$/)
    .optional(),
  restart: z.literal('on-failure').optional(), // of a server that ends where another is not there yet; none comes back after a reboot
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

/** With the folder that its paths begin at. */
export type Compose = z.infer<typeof composeFile> & { folder: string };

/** Throws, naming the key, when the text is no Compose file of that kind. The keys `x-…` are fragments to merge. */
export function read(text: string, folder = import.meta.dirname): Compose {
  const document = parse(text, { merge: true }) as Record<string, unknown>;
  const known = Object.entries(document).filter(([key]) => !key.startsWith('x-'));
  return { ...composeFile.parse(Object.fromEntries(known)), folder };
}

export const services = (files: Compose[]) => files.flatMap(file => Object.entries(file.services));
const publishedPorts = (files: Compose[]) => services(files).flatMap(([, { ports = [] }]) => ports);

/** PostgreSQL's versions have two numbers, all others three. Bitnami's free images get no updates any more. */
const exact = /^(postgres:\d+\.\d+|(?!.*bitnami).+:\d+\.\d+\.\d+)(-[a-z]+)?$/;
export const imagesWithoutExactTag = (files: Compose[]) =>
  services(files).flatMap(([, { image }]) => (exact.test(image) ? [] : [image]));

export const portsOpenToOthers = (files: Compose[]) =>
  publishedPorts(files).filter(port => !/^127\.0\.0\.1:\d+:\d+$/.test(port));

/** In the network of the host it is the server itself that must keep to the loopback. */
export const listenersOpenToOthers = (files: Compose[]) =>
  services(files).flatMap(([name, { network_mode, environment = {} }]) => {
    if (network_mode !== 'host') return [];
    const bound = Object.entries(environment).filter(([key]) => key.endsWith('BIND_ADDRESS'));
    return bound.length && bound.every(([, address]) => /^127\.0\.0\.1:\d+$/.test(`${address}`)) ? [] : [name];
  });

export function portsPublishedTwice(files: Compose[]): string[] {
  const hostPorts = publishedPorts(files).map(port => port.split(':').at(-2) ?? port);
  return hostPorts.filter((port, i) => hostPorts.indexOf(port) !== i);
}

export const servicesWithoutHealthcheck = (files: Compose[]) =>
  services(files).flatMap(([name, { healthcheck }]) => (healthcheck ? [] : [name]));

const volumesOf = (file: Compose) => services([file]).flatMap(([, { volumes = [] }]) => volumes);
const isOfTheRepo = (volume: string) => volume.startsWith('.');

/** Volumes that are mounted and not declared, or declared and not mounted. */
export function volumesAtOdds(files: Compose[]): string[] {
  return files.flatMap(file => {
    const declared = Object.keys(file.volumes);
    const named = volumesOf(file).filter(volume => !isOfTheRepo(volume));
    const mounted = named.map(volume => volume.split(':')[0]!);
    return [...mounted.filter(name => !declared.includes(name)), ...declared.filter(name => !mounted.includes(name))];
  });
}

/** What Docker does not find on the host it makes, as an empty folder. */
export const mountsThatAreNotThere = (files: Compose[]) =>
  files.flatMap(file =>
    volumesOf(file).filter(volume => {
      const [path, , how] = volume.split(':');
      return isOfTheRepo(volume) && !(existsSync(join(file.folder, path!)) && how === 'ro');
    }),
  );

/** Networks that are joined: the host's, or that of a service that is there and joins none itself. Who joins one publishes no ports, Docker refuses that. */
export function networksAtOdds(files: Compose[]): string[] {
  return files.flatMap(file =>
    services([file]).flatMap(([name, { network_mode, ports }]) => {
      if (!network_mode) return [];
      if (network_mode === 'host') return ports ? [name] : [];
      const host = file.services[network_mode.slice('service:'.length)];
      return host && !host.network_mode && !ports ? [] : [name];
    }),
  );
}

/** Scripts of the repo, mounted at /lab, that are no file. */
export const scriptsThatAreNotThere = (files: Compose[]) =>
  services(files)
    .flatMap(([, { command = [] }]) => command.filter(word => word.startsWith('/lab/')))
    .filter(word => !existsSync(join(import.meta.dirname, '..', word.slice('/lab/'.length))));

/** What a Compose file of the lab has to be, and what of some files is not so. */
export const promises: [promise: string, violations: (files: Compose[]) => string[]][] = [
  ['pin every image to an exact tag, and none of bitnami', imagesWithoutExactTag],
  ['publish ports on 127.0.0.1 only', portsOpenToOthers],
  ['listen on 127.0.0.1 only, where they share the network of the host', listenersOpenToOthers],
  ['publish each port once, over all files', portsPublishedTwice],
  ['give every service a health check', servicesWithoutHealthcheck],
  ['declare every volume they mount, and mount every volume they declare', volumesAtOdds],
  ['mount of the repo only what is there, and only to read it', mountsThatAreNotThere],
  ['run of the repo only what is there', scriptsThatAreNotThere],
  ['join only networks that can be joined', networksAtOdds],
];
