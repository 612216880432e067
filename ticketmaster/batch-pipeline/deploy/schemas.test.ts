import { expect, it } from 'vitest';
import { type Json, type JsonObject, type Manifest, nameOf } from './manifests.ts';
import { add, type Breakage, foundAfter, remove, replace } from './mutants.fixture.ts';
import { isObject, patched } from './patches.ts';
import { typesAreRight } from './schemas.ts';
import { overlay } from './validate.ts';

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  ['an unknown field at the top', ['Service/api', add('/specs', {})], ['Service/api has an unknown field: /specs']],
  [
    'an unknown field of a spec',
    ['Deployment/api', add('/spec/replica', 3)],
    ['Deployment/api has an unknown field: /spec/replica'],
  ],
  [
    'an unknown field deep down',
    ['StatefulSet/kafka', add(`${APP}/readinessProbe/tcpSocket/prot`, 9092)],
    ['StatefulSet/kafka has an unknown field: /spec/template/spec/containers/0/readinessProbe/tcpSocket/prot'],
  ],
  [
    'an unknown field of a list in a list',
    ['NetworkPolicy/kafka', add('/spec/ingress/0/ports/0/protocl', 'TCP')],
    ['NetworkPolicy/kafka has an unknown field: /spec/ingress/0/ports/0/protocl'],
  ],
  [
    'an unknown field of KEDA',
    ['ScaledObject/worker', add('/spec/minReplicas', 2)],
    ['ScaledObject/worker breaks its schema at spec: Unrecognized key: "minReplicas"'],
  ],
  [
    'an unknown field of a Kafka trigger',
    ['ScaledObject/worker', add('/spec/triggers/0/metadata/lagTreshold', '5')],
    ['ScaledObject/worker breaks its schema at spec/triggers/0/metadata: Unrecognized key: "lagTreshold"'],
  ],
  [
    'an unknown parameter of a disk',
    ['StorageClass/gp3', add('/parameters/iop', '3000')],
    ['StorageClass/gp3 has an unknown field: /parameters/iop'],
  ],
  [
    'a text for a number',
    ['StatefulSet/kafka', replace('/spec/replicas', '2')],
    ['StatefulSet/kafka breaks its schema at /spec/replicas: type {"type":"integer"}'],
  ],
  [
    'a number for a text',
    ['StorageClass/gp3', replace('/parameters/iops', 3000)],
    ['StorageClass/gp3 breaks its schema at /parameters/iops: type {"type":"string"}'],
  ],
  [
    'a number for a text, of KEDA',
    ['ScaledObject/worker', replace('/spec/triggers/0/metadata/lagThreshold', 10)],
    [
      'ScaledObject/worker breaks its schema at spec/triggers/0/metadata/lagThreshold: Invalid input: expected string, received number',
    ],
  ],
  [
    'a required field',
    ['StatefulSet/redis', remove('/spec/selector')],
    ['StatefulSet/redis breaks its schema at /spec: required {"missingProperty":"selector"}'],
  ],
  [
    'an empty field',
    ['Deployment/api', replace(`${POD}/topologySpreadConstraints`, null)],
    ['Deployment/api has an empty field: /spec/template/spec/topologySpreadConstraints'],
  ],
  ['an unknown kind', ['Service/api', replace('/apiVersion', 'v2')], ['Service/api is of an unknown kind: v2 Service']],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));

/** Maps whose keys are anybody's to choose. */
const free = /\/(labels|annotations|matchLabels|selector|nodeSelector|data|requests|limits)$/;

function* objectsIn(value: Json, path = ''): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) yield path;
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${key.replaceAll('/', '~1')}`);
}

it('finds an unknown field wherever it stands', () => {
  let places = 0;
  const passed = overlay('overlays/eks').flatMap(one => {
    const sound = one as unknown as JsonObject;
    return [...objectsIn(sound)]
      .filter(path => !free.test(path) || (one.kind !== 'Service' && path === '/spec/selector'))
      .filter(path => {
        places += 1;
        const broken = patched(sound, [add(`${path}/odd`, 'x')]) as unknown as Manifest;
        return typesAreRight([broken]).length !== 1;
      })
      .map(path => `${nameOf(one)} ${path}`);
  });
  expect(passed).toEqual([]);
  expect(places).toBeGreaterThan(600);
});
