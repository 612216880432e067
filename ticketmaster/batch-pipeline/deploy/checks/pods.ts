import {
  type Container,
  containersOf,
  type Finding,
  type Manifest,
  nameOf,
  type Probe,
  type Workload,
  workloads,
} from '../manifests.ts';

/** What a program answers to GET, by its image without registry and tag; undefined for one that is not known. */
export type Answers = (program: string) => readonly string[] | undefined;

export const programOf = (image: string) =>
  image
    .replace(/:[^:/]+$/, '')
    .split('/')
    .at(-1)!;

/** Three numbers, so that the same image is meant tomorrow. */
const exact = /:v?\d+\.\d+\.\d+(-[\w.-]+)?$/;

const probesOf = ({ startupProbe, livenessProbe, readinessProbe }: Container) =>
  Object.entries({ startupProbe, livenessProbe, readinessProbe }).filter((one): one is [string, Probe] => !!one[1]);

/** Each container of each pod: a pinned image, resources with a limit, probes that hit something, and no right it does not need. */
export function podsAreSound(all: Manifest[], answers: Answers): Finding[] {
  return workloads(all).flatMap(workload => {
    const pod = workload.spec.template.spec;
    const messages = [
      ...containersOf(pod).flatMap(container =>
        [
          ...ofImage(container),
          ...ofResources(container),
          ...ofProbes(container, workload, answers),
          ...ofRights(container),
        ].map(message => `${container.name} ${message}`),
      ),
      ...ofPodRights(workload),
    ];
    return messages.map(message => ({ where: nameOf(workload), message }));
  });
}

const ofImage = ({ image }: Container) => (exact.test(image) ? [] : [`has an image that is not pinned: ${image}`]);

function ofResources({ resources: { requests = {}, limits = {} } = {} }: Container): string[] {
  const missing = ['cpu', 'memory'].filter(name => requests[name] === undefined).map(name => `requests no ${name}`);
  const above = Object.keys(requests)
    .filter(name => limits[name] !== undefined && quantity(requests[name]!) > quantity(limits[name]))
    .map(name => `requests more ${name} than its limit`);
  return [...missing, ...above, ...(limits.memory === undefined ? ['has no limit of memory'] : [])];
}

const units: Record<string, number> = { '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** 250m is 0.25, 1Ki is 1024. */
export function quantity(text: string | number): number {
  const [, number, unit = ''] = `${text}`.match(/^(\d+(?:\.\d+)?)(\w*)$/) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined) throw new Error(`${text} is no quantity`);
  return Number(number) * factor;
}

function ofProbes(container: Container, { spec }: Workload, answers: Answers): string[] {
  const pod = spec.template.spec;
  const open = containersOf(pod).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const own = (container.ports ?? []).map(({ name }) => name);
  const wrong = probesOf(container).flatMap(([name, { httpGet, tcpSocket }]) => {
    const port = (httpGet ?? tcpSocket)?.port;
    const known = answers(programOf(container.image));
    return [
      ...(typeof port === 'number' && !open.includes(port)
        ? [`has a ${name} at port ${port}, which its pod has not`]
        : []),
      ...(typeof port === 'string' && !own.includes(port) ? [`has a ${name} at port ${port}, which it has not`] : []),
      ...(httpGet && !known?.includes(httpGet.path)
        ? [`has a ${name} at ${httpGet.path}, which it does not answer`]
        : []),
    ];
  });
  const isApp = pod.containers.includes(container);
  return isApp && !container.livenessProbe ? [...wrong, 'has no livenessProbe'] : wrong;
}

/** The "restricted" standard of Kubernetes, which the namespace enforces, and a root that nobody writes to. */
function ofRights({ securityContext: given = {} }: Container): string[] {
  const { privileged, allowPrivilegeEscalation, readOnlyRootFilesystem, runAsUser, capabilities } = given;
  return [
    ...(privileged ? ['is privileged'] : []),
    ...(allowPrivilegeEscalation === false ? [] : ['may gain rights']),
    ...(readOnlyRootFilesystem === true ? [] : ['may write to its root']),
    ...(runAsUser ? [] : ['does not say which user it is, or is root']),
    ...(capabilities?.drop?.includes('ALL') && !capabilities.add ? [] : ['keeps capabilities']),
  ];
}

function ofPodRights({ spec }: Workload): string[] {
  const { securityContext, hostNetwork, automountServiceAccountToken, volumes = [] } = spec.template.spec;
  return [
    ...(securityContext?.runAsNonRoot === true ? [] : ['may run as root']),
    ...(securityContext?.seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
    ...(hostNetwork ? ['is in the network of its node'] : []),
    ...(automountServiceAccountToken === false ? [] : ['gets a token of the cluster, which it does not need']),
    ...volumes.filter(({ hostPath }) => hostPath).map(({ name }) => `mounts ${name} from its node`),
  ];
}
