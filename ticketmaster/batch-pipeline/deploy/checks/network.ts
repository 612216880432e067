import {
  containersOf,
  type Finding,
  type Manifest,
  nameOf,
  type Peer,
  type Policy,
  selectedBy,
  selects,
  type Workload,
} from '../manifests.ts';

interface Rule {
  peers: Peer[];
  ports: { port: number }[];
}
type Way = 'ingress' | 'egress';

const policies = (all: Manifest[]) => all.filter((one): one is Policy => one.kind === 'NetworkPolicy');

const rulesOf = ({ spec }: Policy, way: Way): Rule[] =>
  way === 'ingress'
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));

const portsOf = ({ spec }: Workload) =>
  containersOf(spec.template.spec).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));

/** The calls that policies of one side allow between our own pods, such as `api → kafka:9092`. */
function allowed(all: Manifest[], way: Way): Set<string> {
  const calls = policies(all).flatMap(policy =>
    rulesOf(policy, way).flatMap(({ peers, ports }) =>
      selectedBy(policy.spec.podSelector, all).flatMap(own =>
        peers
          .filter(({ podSelector, namespaceSelector }) => podSelector && !namespaceSelector)
          .flatMap(peer => selectedBy(peer.podSelector!, all))
          .flatMap(other =>
            ports.map(({ port }) => (way === 'ingress' ? callOf(other, own, port) : callOf(own, other, port))),
          ),
      ),
    ),
  );
  return new Set(calls);
}

export const callOf = (from: Workload, to: Workload, port: number) =>
  `${from.metadata.name} → ${to.metadata.name}:${port}`;

/** The calls between our own pods that both sides allow: all that is possible, as everything else is refused. */
export const callsIn = (all: Manifest[]) => allowed(all, 'egress').intersection(allowed(all, 'ingress'));

/** Who may come in from outside the namespace, and whom its pods may call there. */
export function boundariesIn(all: Manifest[]): string[] {
  const boundaries = policies(all).flatMap(policy =>
    (['ingress', 'egress'] as const).flatMap(way =>
      rulesOf(policy, way).flatMap(({ peers, ports }) =>
        peers
          .filter(({ namespaceSelector, ipBlock }) => namespaceSelector || ipBlock)
          .flatMap(({ namespaceSelector, podSelector, ipBlock }) => {
            const labels = { ...namespaceSelector?.matchLabels, ...podSelector?.matchLabels };
            const other = ipBlock
              ? [ipBlock.cidr, ...(ipBlock.except ?? [])].join(' without ')
              : Object.values(labels).join('/');
            const own = selects(policy.spec.podSelector, {})
              ? ['all']
              : selectedBy(policy.spec.podSelector, all).map(one => one.metadata.name);
            return own.flatMap(name =>
              ports.map(({ port }) =>
                way === 'ingress' ? `${other} → ${name}:${port}` : `${name} → ${other}:${port}`,
              ),
            );
          }),
      ),
    ),
  );
  return [...new Set(boundaries)].toSorted();
}

/** Policies select pods, name ports that those have, and agree: who may call is let in, and who is let in may call. */
export function networkIsConsistent(all: Manifest[], elsewhere: string[]): Finding[] {
  const [out, into] = [allowed(all, 'egress'), allowed(all, 'ingress')];
  const sides = [
    ...[...out].filter(call => !into.has(call)).map(call => `${call} may go out, and is not let in`),
    ...[...into].filter(call => !out.has(call)).map(call => `${call} is let in, and may not go out`),
  ];
  const denies = policies(all).some(({ spec }) => selects(spec.podSelector, {}) && !spec.ingress && !spec.egress);
  return [
    ...(denies ? [] : [{ where: 'NetworkPolicy', message: 'none refuses all that is not allowed' }]),
    ...sides.map(message => ({ where: 'NetworkPolicy', message })),
    ...policies(all).flatMap(policy => selectorsOf(policy).flatMap(one => emptyIn(policy, one, all, elsewhere))),
    ...policies(all).flatMap(policy => portsNobodyHas(policy, all)),
    ...policies(all).flatMap(rulesWithoutBounds),
  ];
}

const selectorsOf = (policy: Policy) => [
  policy.spec.podSelector,
  ...(['ingress', 'egress'] as const)
    .flatMap(way => rulesOf(policy, way).flatMap(({ peers }) => peers))
    .flatMap(({ podSelector, namespaceSelector }) => (podSelector && !namespaceSelector ? [podSelector] : [])),
];

/** Each value by itself, too: one name of a list that is misspelt would go unseen. */
function emptyIn(
  policy: Policy,
  selector: Policy['spec']['podSelector'],
  all: Manifest[],
  elsewhere: string[],
): Finding[] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const pairs = [
    ...Object.entries(matchLabels),
    ...matchExpressions.flatMap(({ key, values = [] }) => values.map(value => [key, value] as const)),
  ];
  return pairs
    .filter(([key, value]) => !elsewhere.includes(value) && !selectedBy({ matchLabels: { [key]: value } }, all).length)
    .map(([key, value]) => ({ where: nameOf(policy), message: `selects no pod with ${key}=${value}` }));
}

/** Kubernetes takes a rule without peers for one about everybody, and one without ports for all of them. */
const rulesWithoutBounds = (policy: Policy): Finding[] =>
  (['ingress', 'egress'] as const)
    .flatMap(way => rulesOf(policy, way))
    .filter(({ peers, ports }) => !peers.length || !ports.length)
    .map(() => ({ where: nameOf(policy), message: 'has a rule without peers or ports, which allows all' }));

function portsNobodyHas(policy: Policy, all: Manifest[]): Finding[] {
  const check = (pods: Workload[], ports: { port: number }[]) =>
    pods.flatMap(pod =>
      ports
        .filter(({ port }) => !portsOf(pod).includes(port))
        .map(({ port }) => ({ where: nameOf(policy), message: `names port ${port}, which ${nameOf(pod)} has not` })),
    );
  const own = selectedBy(policy.spec.podSelector, all);
  return [
    ...rulesOf(policy, 'ingress').flatMap(({ ports }) => check(own, ports)),
    ...rulesOf(policy, 'egress').flatMap(({ peers, ports }) =>
      peers.flatMap(({ podSelector, namespaceSelector }) =>
        podSelector && !namespaceSelector ? check(selectedBy(podSelector, all), ports) : [],
      ),
    ),
  ];
}
