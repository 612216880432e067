import {
  type Address,
  type ConfigMap,
  type Container,
  containersOf,
  type Finding,
  type Ingress,
  type Manifest,
  nameOf,
  type PodSpec,
  selectedBy,
  type Workload,
  workloads,
} from '../manifests.ts';
import { callOf, callsIn } from './network.ts';

/** Secrets are made by hand and never stand in a file: their names, and the keys in each. */
export type Secrets = Record<string, readonly string[]>;

const servicesIn = (all: Manifest[]) => all.filter((one): one is Address => one.kind === 'Service');
const configMapsIn = (all: Manifest[]) => all.filter((one): one is ConfigMap => one.kind === 'ConfigMap');

/** What a pod refers to is there: settings, secrets, disks, accounts. */
export function referencesResolve(all: Manifest[], secrets: Secrets): Finding[] {
  return workloads(all).flatMap(workload => {
    const pod = workload.spec.template.spec;
    const messages = [
      ...containersOf(pod).flatMap(container => ofContainer(container, pod, workload, all, secrets)),
      ...ofVolumes(pod, all, secrets),
      ...missing('ServiceAccount', pod.serviceAccountName, all),
      ...ofGoverningService(workload, all),
    ];
    return messages.map(message => ({ where: nameOf(workload), message }));
  });
}

const missing = (kind: string, name: string | undefined, all: Manifest[]) =>
  name === undefined || all.some(one => one.kind === kind && one.metadata.name === name)
    ? []
    : [`refers to ${kind}/${name}, which is not there`];

const ofConfigMap = (name: string, keys: string[], all: Manifest[]) => {
  const data = configMapsIn(all).find(one => one.metadata.name === name)?.data ?? {};
  const absent = missing('ConfigMap', name, all);
  return absent.length ? absent : keys.filter(key => !(key in data)).map(key => `ConfigMap/${name} has no ${key}`);
};

const ofSecret = (name: string, keys: string[], secrets: Secrets) => {
  const known = secrets[name];
  if (!known) return [`refers to Secret/${name}, which nobody is told to make`];
  return keys.filter(key => !known.includes(key)).map(key => `Secret/${name} has no ${key}`);
};

function ofContainer(one: Container, pod: PodSpec, { spec }: Workload, all: Manifest[], secrets: Secrets): string[] {
  const volumes = [...(pod.volumes ?? []), ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)].map(
    ({ name }) => name,
  );
  return [
    ...(one.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => [
      ...(configMapRef ? ofConfigMap(configMapRef.name, [], all) : []),
      ...(secretRef ? ofSecret(secretRef.name, [], secrets) : []),
    ]),
    ...(one.env ?? []).flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) => [
      ...(secretKeyRef ? ofSecret(secretKeyRef.name, [secretKeyRef.key], secrets) : []),
      ...(configMapKeyRef ? ofConfigMap(configMapKeyRef.name, [configMapKeyRef.key], all) : []),
    ]),
    ...(one.volumeMounts ?? [])
      .filter(({ name }) => !volumes.includes(name))
      .map(({ name }) => `${one.name} mounts ${name}, which its pod has not`),
  ];
}

const ofVolumes = ({ volumes = [] }: PodSpec, all: Manifest[], secrets: Secrets) =>
  volumes.flatMap(({ configMap, secret, persistentVolumeClaim }) => {
    const keysOf = (items: { key: string }[] = []) => items.map(({ key }) => key);
    return [
      ...(configMap ? ofConfigMap(configMap.name, keysOf(configMap.items), all) : []),
      ...(secret ? ofSecret(secret.secretName, keysOf(secret.items), secrets) : []),
      ...missing('PersistentVolumeClaim', persistentVolumeClaim?.claimName, all),
    ];
  });

const ofGoverningService = ({ kind, spec }: Workload, all: Manifest[]) =>
  kind === 'StatefulSet' ? missing('Service', spec.serviceName, all) : [];

/** Services select pods that have the port, and an Ingress names ports of services. */
export function servicesLeadSomewhere(all: Manifest[]): Finding[] {
  const services = servicesIn(all).flatMap(service => {
    const pods = selectedBy({ matchLabels: service.spec.selector }, all);
    if (!pods.length) return [{ where: nameOf(service), message: 'selects no pod' }];
    return service.spec.ports.flatMap(({ targetPort }) =>
      pods
        .filter(pod => portNumber(pod, targetPort) === undefined)
        .map(pod => ({ where: nameOf(service), message: `leads to port ${targetPort}, which ${nameOf(pod)} has not` })),
    );
  });
  const ingresses = all
    .filter((one): one is Ingress => one.kind === 'Ingress')
    .flatMap(ingress =>
      ingress.spec.rules
        .flatMap(({ http }) => http.paths.map(({ backend }) => backend.service))
        .filter(({ name, port }) => !portOfService(name, ({ name: given }) => given === port.name, all))
        .map(({ name, port }) => ({
          where: nameOf(ingress),
          message: `leads to ${name}:${port.name}, which is not there`,
        }))
        .concat(ingress.spec.ingressClassName ? [] : [{ where: nameOf(ingress), message: 'has no class' }]),
    );
  return [...services, ...ingresses];
}

const portNumber = ({ spec }: Workload, port: string | number) =>
  containersOf(spec.template.spec)
    .flatMap(({ ports = [] }) => ports)
    .find(({ name, containerPort }) => name === port || containerPort === port)?.containerPort;

type ServicePort = Address['spec']['ports'][number];
function portOfService(name: string, isMeant: (port: ServicePort) => boolean, all: Manifest[]) {
  const service = servicesIn(all).find(one => one.metadata.name === name);
  const port = service?.spec.ports.find(isMeant);
  return service && port ? { service, port } : undefined;
}

/** An address that is passed on to others, so that they call it. */
const isPassedOn = (setting: string) => setting.startsWith('PUBLIC_');

/** `kafka-0.kafka:9092` in a setting is a service with that port, a pod of it where one is named, and the policies allow the call. */
export function addressesAreReachable(all: Manifest[]): Finding[] {
  const calls = callsIn(all);
  return workloads(all).flatMap(workload =>
    addressesOf(workload, all).flatMap(({ setting, host, port }) => {
      const [pod, name = pod!] = host.split('.');
      const found = portOfService(name, one => one.port === port, all);
      const at = { where: nameOf(workload) };
      if (!found) return [{ ...at, message: `${setting} says ${host}:${port}, where no service is` }];
      const targets = selectedBy({ matchLabels: found.service.spec.selector }, all).filter(
        ({ metadata, spec }) => pod === name || ordinals(metadata.name, spec.replicas ?? 1).includes(pod!),
      );
      if (!targets.length) return [{ ...at, message: `${setting} says ${host}:${port}, where no pod is` }];
      return targets
        .filter(target => !calls.has(callOf(workload, target, portNumber(target, found.port.targetPort)!)))
        .filter(() => !isPassedOn(setting))
        .map(() => ({ ...at, message: `${setting} says ${host}:${port}, where the policies let it not go` }));
    }),
  );
}

const ordinals = (name: string, replicas: number) => Array.from({ length: replicas }, (_, i) => `${name}-${i}`);

const address = /(?:^|\/\/|@|,)((?:[\w-]+\.)?[\w-]+):(\d+)/g;

function addressesOf({ spec }: Workload, all: Manifest[]) {
  const settings = containersOf(spec.template.spec).flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ name, value = '' }): [string, string] => [name, value]),
    ...envFrom.flatMap(({ configMapRef }) =>
      Object.entries(configMapsIn(all).find(one => one.metadata.name === configMapRef?.name)?.data ?? {}),
    ),
  ]);
  return settings
    .flatMap(([setting, value]) =>
      [...value.matchAll(address)].map(([, host, port]) => ({ setting, host: host!, port: Number(port) })),
    )
    .filter(({ host }) => !/^\d|^localhost$/.test(host));
}
