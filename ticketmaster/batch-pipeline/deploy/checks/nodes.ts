import {
  containersOf,
  type Finding,
  type Manifest,
  nameOf,
  type Scaler,
  type Workload,
  workloads,
} from '../manifests.ts';
import { quantity } from './pods.ts';

export interface NodeGroup {
  name: string;
  instanceType: string;
  minSize: number;
  labels: Record<string, string>;
  taints?: { key: string; value: string; effect: string }[];
}

/** What a node leaves to pods, after what EKS keeps for itself and its agents. Estimated, on the low side; `kubectl describe node` says it. */
const room: Record<string, { cpu: number; memory: number; gpus: number }> = {
  't3.small': { cpu: 1.75, memory: 1.35 * 2 ** 30, gpus: 0 },
  't3.medium': { cpu: 1.75, memory: 3.1 * 2 ** 30, gpus: 0 },
  'g4dn.xlarge': { cpu: 3.7, memory: 14 * 2 ** 30, gpus: 1 },
};

/** Each pod has a pool that takes it, and the fewest pods that there are fit on the fewest nodes. */
export function podsFitTheirNodes(all: Manifest[], groups: NodeGroup[]): Finding[] {
  const placed = workloads(all).map(workload => ({ workload, group: groupOf(workload, groups) }));
  const lost = placed
    .filter(({ group }) => !group)
    .map(({ workload }) => ({ where: nameOf(workload), message: 'has no pool of nodes that takes it' }));
  const full = groups.flatMap(group => {
    const pods = placed.filter(one => one.group === group).map(({ workload }) => workload);
    const has = room[group.instanceType];
    if (!has) return [{ where: group.name, message: `nobody knows how much fits on ${group.instanceType}` }];
    const asked = [
      ['cpu', sum(pods, 'cpu', all), has.cpu],
      ['memory', sum(pods, 'memory', all), has.memory],
      ['nvidia.com/gpu', sum(pods, 'nvidia.com/gpu', all), has.gpus],
    ] as const;
    return asked
      .filter(([, wanted, each]) => wanted > each * group.minSize)
      .map(([what]) => ({ where: group.name, message: `has too little ${what} for the pods that belong there` }));
  });
  return [...lost, ...full];
}

function groupOf({ spec }: Workload, groups: NodeGroup[]): NodeGroup | undefined {
  const { nodeSelector = {}, tolerations = [] } = spec.template.spec;
  return groups.find(
    ({ labels, taints = [] }) =>
      Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
      taints.every(({ key, value, effect }) =>
        tolerations.some(one => one.key === key && one.value === value && one.effect === effect),
      ),
  );
}

const sum = (pods: Workload[], what: string, all: Manifest[]) =>
  pods.reduce((total, pod) => total + fewest(pod, all) * ofPod(pod, what), 0);

const ofPod = ({ spec }: Workload, what: string) =>
  containersOf(spec.template.spec).reduce(
    (total, { resources }) => total + quantity(resources?.requests?.[what] ?? 0),
    0,
  );

function fewest({ metadata, spec }: Workload, all: Manifest[]): number {
  const scaler = all.find(
    (one): one is Scaler & { spec: { minReplicas?: number; minReplicaCount?: number } } =>
      'spec' in one && (one as Scaler).spec.scaleTargetRef?.name === metadata.name,
  );
  return spec.replicas ?? scaler?.spec.minReplicas ?? scaler?.spec.minReplicaCount ?? 1;
}
