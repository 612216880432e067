import {
  type Address,
  type Budget,
  containersOf,
  type Finding,
  type Manifest,
  nameOf,
  type Scaler,
  selectedBy,
  selects,
  type Workload,
  workloads,
} from '../manifests.ts';

const scalersIn = (all: Manifest[]) =>
  all.filter((one): one is Scaler => one.kind === 'HorizontalPodAutoscaler' || one.kind === 'ScaledObject');

/** Selectors mean pods, scalers and budgets mean workloads, and one place says how many pods there are. */
export function targetsExist(all: Manifest[]): Finding[] {
  return [
    ...workloads(all).flatMap(ofWorkload),
    ...scalersIn(all).flatMap(scaler => ofScaler(scaler, all)),
    ...all
      .filter((one): one is Budget => one.kind === 'PodDisruptionBudget')
      .filter(({ spec }) => !selectedBy(spec.selector, all).length)
      .map(budget => ({ where: nameOf(budget), message: 'selects no pod' })),
    ...twice(all),
  ];
}

function ofWorkload(workload: Workload): Finding[] {
  const { selector, template } = workload.spec;
  const spread = template.spec.topologySpreadConstraints ?? [];
  const wrong = [selector, ...spread.map(({ labelSelector }) => labelSelector)].filter(
    one => !selects(one, template.metadata.labels),
  );
  return wrong.map(() => ({ where: nameOf(workload), message: 'has a selector that its own pods do not match' }));
}

function ofScaler(scaler: Scaler, all: Manifest[]): Finding[] {
  const { scaleTargetRef, metrics = [], triggers = [] } = scaler.spec;
  const { kind = 'Deployment', name } = scaleTargetRef;
  const where = nameOf(scaler);
  const target = workloads(all).find(one => one.kind === kind && one.metadata.name === name);
  if (!target) return [{ where, message: `scales ${kind}/${name}, which is not there` }];
  const names = containersOf(target.spec.template.spec).map(one => one.name);
  const strangers = metrics
    .map(({ containerResource }) => containerResource?.container)
    .filter(container => container !== undefined && !names.includes(container));
  const addresses = triggers.flatMap(({ metadata }) => metadata.bootstrapServers?.split(',') ?? []);
  const servers = triggers.flatMap(({ metadata }) => metadata.serverAddress ?? []);
  return [
    ...(target.spec.replicas === undefined
      ? []
      : [{ where: nameOf(target), message: `has replicas, and ${where}, too, says how many` }]),
    ...strangers.map(container => ({ where, message: `measures ${container}, which ${nameOf(target)} has not` })),
    ...addresses
      .filter(address => !isPod(address, scaler.metadata.namespace, all))
      .map(address => ({ where, message: `asks ${address}, where no pod is` })),
    ...servers
      .filter(url => !isService(new URL(url), scaler.metadata.namespace, all))
      .map(url => ({ where, message: `asks ${url}, where no service is` })),
  ];
}

/** KEDA asks from another namespace: `kafka-0.kafka.pipeline:9092`. */
function isPod(address: string, namespace: string | undefined, all: Manifest[]): boolean {
  const [pod = '', service, of] = address.split(':')[0]!.split('.');
  const [, name, ordinal] = pod.match(/^(.+)-(\d+)$/) ?? [];
  const set = workloads(all).find(({ metadata }) => metadata.name === name);
  return of === namespace && set?.spec.serviceName === service && Number(ordinal) < (set?.spec.replicas ?? 1);
}

/** `http://prometheus.pipeline:9090` */
const isService = ({ hostname, port }: URL, namespace: string | undefined, all: Manifest[]): boolean =>
  all
    .filter((one): one is Address => one.kind === 'Service')
    .filter(({ metadata }) => `${metadata.name}.${namespace}` === hostname)
    .some(({ spec }) => spec.ports.some(one => `${one.port}` === port));

/** The second of one kind and name would replace the first. */
function twice(all: Manifest[]): Finding[] {
  const names = all.map(nameOf);
  return names.filter((name, i) => names.indexOf(name) !== i).map(name => ({ where: name, message: 'is there twice' }));
}
