/** Reads the overlays as a cluster would and says what is wrong with them:  node validate.ts */
import { join } from 'node:path';
import { callsIn, networkIsConsistent } from './checks/network.ts';
import { type NodeGroup, podsFitTheirNodes } from './checks/nodes.ts';
import { podsAreSound } from './checks/pods.ts';
import { programsAreTheirSources } from './checks/programs.ts';
import { addressesAreReachable, referencesResolve, type Secrets, servicesLeadSomewhere } from './checks/references.ts';
import { targetsExist } from './checks/targets.ts';
import { eksCluster, kindCluster } from './clusters.ts';
import { build, documentsIn } from './kustomize.ts';
import { type Finding, type Manifest, workloads } from './manifests.ts';
import { typesAreRight } from './schemas.ts';
import { readSources } from './sources.ts';

/** Made by hand, as README.md says. */
export const secrets: Secrets = {
  'pipeline-secrets': ['api-keys', 'store-token', 'webhook-url', 'grafana-password'],
  'shop-secrets': ['pg-url', 'redis-url', 'operator-token', 'stripe-secret-key'],
};

export interface Surroundings {
  /** Pods that another overlay has, and that policies may name. */
  elsewhere: string[];
  /** The nodes, where it is known what they are. */
  groups?: NodeGroup[];
}

export const clusters = {
  kind: kindCluster.parse(documentsIn(join(import.meta.dirname, 'overlays/kind/cluster.yaml'))[0]),
  eks: eksCluster.parse(documentsIn(join(import.meta.dirname, 'overlays/eks/cluster.yaml'))[0]),
};
const sources = readSources();
const groups = clusters.eks.managedNodeGroups;

export const overlays: Record<string, Surroundings> = {
  'overlays/kind': { elsewhere: ['gpu-worker'] },
  'overlays/eks': { elsewhere: [], groups },
  'real/overlays/kind': { elsewhere: [] },
  'real/overlays/eks': { elsewhere: [], groups },
};

export const overlay = (name: string) => build(join(import.meta.dirname, name));

/** All that is wrong. Types come first and alone: the rest reads each field as if it were of its type. */
export function findingsIn(all: Manifest[], { elsewhere, groups: nodes }: Surroundings): Finding[] {
  const types = typesAreRight(all);
  if (types.length) return types;
  return [
    ...podsAreSound(all, sources.answers),
    ...programsAreTheirSources(all, sources),
    ...referencesResolve(all, secrets),
    ...servicesLeadSomewhere(all),
    ...targetsExist(all),
    ...networkIsConsistent(all, elsewhere),
    ...addressesAreReachable(all),
    ...(nodes ? podsFitTheirNodes(all, nodes) : []),
  ];
}

if (import.meta.main) {
  for (const [name, surroundings] of Object.entries(overlays)) {
    const all = overlay(name);
    const findings = findingsIn(all, surroundings);
    const size = `${all.length} manifests, ${workloads(all).length} workloads, ${callsIn(all).size} allowed calls`;
    console.log(`${name}: ${size}, ${findings.length || 'nothing'} wrong`);
    for (const { where, message } of findings) console.log(`  ${where} ${message}`);
    if (findings.length) process.exitCode = 1;
  }
}
