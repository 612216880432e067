/** The parts of manifests that the checks look at. What else there is, and that all is of its type, schemas.ts checks first. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
export type Labels = Record<string, string>;

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
}

export interface Finding {
  /** Such as Deployment/api. */
  where: string;
  message: string;
}

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: keyof typeof holds; values?: string[] }[];
}

export interface Probe {
  httpGet?: { path: string; port: number | string };
  tcpSocket?: { port: number | string };
  exec?: { command: string[] };
}

interface Reference {
  name: string;
  key: string;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  restartPolicy?: 'Always';
  ports?: { name?: string; containerPort: number }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: Reference; configMapKeyRef?: Reference } }[];
  volumeMounts?: { name: string }[];
  resources?: { requests?: Record<string, string | number>; limits?: Record<string, string | number> };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  securityContext?: {
    privileged?: boolean;
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    runAsUser?: number;
    capabilities?: { drop?: string[]; add?: string[] };
  };
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  nodeSelector?: Labels;
  tolerations?: { key: string; value?: string; effect: string }[];
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  topologySpreadConstraints?: { labelSelector: Selector }[];
  volumes?: {
    name: string;
    configMap?: { name: string; items?: { key: string }[] };
    secret?: { secretName: string; items?: { key: string }[] };
    persistentVolumeClaim?: { claimName: string };
    hostPath?: unknown;
  }[];
}

export interface Workload extends Manifest {
  spec: {
    replicas?: number;
    selector: Selector;
    serviceName?: string;
    template: { metadata: { labels: Labels }; spec: PodSpec };
    volumeClaimTemplates?: { metadata: { name: string }; spec: { storageClassName?: string } }[];
  };
}

/** What Kubernetes calls a Service: a name under which pods are reached. */
export interface Address extends Manifest {
  spec: { clusterIP?: string; selector: Labels; ports: { name: string; port: number; targetPort: string | number }[] };
}

export interface Ingress extends Manifest {
  spec: {
    ingressClassName?: string;
    rules: { http: { paths: { path: string; backend: { service: { name: string; port: { name: string } } } }[] } }[];
  };
}

export interface Scaler extends Manifest {
  spec: {
    scaleTargetRef: { kind?: string; name: string };
    metrics?: { containerResource?: { container: string } }[];
    triggers?: { metadata: Labels }[];
  };
}

export interface Budget extends Manifest {
  spec: { selector: Selector };
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
export interface Policy extends Manifest {
  spec: {
    podSelector: Selector;
    ingress?: { from?: Peer[]; ports?: { port: number }[] }[];
    egress?: { to?: Peer[]; ports?: { port: number }[] }[];
  };
}

export interface ConfigMap extends Manifest {
  data: Record<string, string>;
}

export const nameOf = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

export const workloads = (all: Manifest[]) =>
  all.filter((one): one is Workload => one.kind === 'Deployment' || one.kind === 'StatefulSet');

/** All containers of a pod, those that start first included. */
export const containersOf = ({ containers, initContainers = [] }: PodSpec) => [...initContainers, ...containers];

const holds = {
  In: (given: string | undefined, values: string[]) => given !== undefined && values.includes(given),
  NotIn: (given: string | undefined, values: string[]) => given === undefined || !values.includes(given),
  Exists: (given: string | undefined) => given !== undefined,
  DoesNotExist: (given: string | undefined) => given === undefined,
};

/** A selector without a condition selects all. */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => holds[operator](labels[key], values));

/** The workloads whose pods a selector means. */
export const selectedBy = (selector: Selector, all: Manifest[]) =>
  workloads(all).filter(({ spec }) => selects(selector, spec.template.metadata.labels));
