import { validate as deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as statefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import { validate as autoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as namespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as ingress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as networkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as disruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { validate as storageClass } from 'kubernetes-models/_schemas/IoK8sApiStorageV1StorageClass';
import { scaledObject } from './clusters.ts';
import { type Finding, type Manifest, nameOf } from './manifests.ts';

/** A schema of Kubernetes, compiled: it looks at the fields that it knows, and leaves its complaints here. */
interface Schema {
  (data: unknown): boolean;
  errors?: { instancePath: string; keyword: string; params: Record<string, unknown> }[] | null;
}

const schemas: Record<string, Schema> = {
  'apps/v1 Deployment': deployment,
  'apps/v1 StatefulSet': statefulSet,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscaler,
  'networking.k8s.io/v1 Ingress': ingress,
  'networking.k8s.io/v1 NetworkPolicy': networkPolicy,
  'policy/v1 PodDisruptionBudget': disruptionBudget,
  'storage.k8s.io/v1 StorageClass': storageClass,
  'v1 ConfigMap': configMap,
  'v1 Namespace': namespace,
  'v1 Service': service,
};

/** A map in which Kubernetes allows any name, and the driver of the disks does not: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md */
const ofDisks = ['type', 'iops', 'throughput', 'encrypted', 'kmsKeyId'];

/** Each field is known and of its type, each that must be there is, and none is empty. */
export function typesAreRight(all: Manifest[]): Finding[] {
  return all.flatMap(one => {
    const kind = `${one.apiVersion} ${one.kind}`;
    const schema = schemas[kind];
    const messages =
      one.kind === 'ScaledObject'
        ? (scaledObject.safeParse(one).error?.issues ?? []).map(
            issue => `breaks its schema at ${issue.path.join('/')}: ${issue.message}`,
          )
        : schema
          ? complaints(one, schema)
          : [`is of an unknown kind: ${kind}`];
    return [...new Set(messages)].map(message => ({ where: nameOf(one), message }));
  });
}

function complaints(one: Manifest, schema: Schema): string[] {
  const seen = new Set<string>();
  const errors = schema(watched(one, seen)) ? [] : (schema.errors ?? []);
  const fields = [...fieldsOf(one)];
  const isKnown = (path: string) => {
    const [, parameter] = path.match(/^\/parameters\/(.+)$/) ?? [];
    return seen.has(path) && (parameter === undefined || ofDisks.includes(parameter));
  };
  return [
    ...fields.filter(({ path }) => !isKnown(path)).map(({ path }) => `has an unknown field: ${path}`),
    ...fields.filter(({ value }) => value === null).map(({ path }) => `has an empty field: ${path}`),
    ...errors.map(
      ({ instancePath, keyword, params }) =>
        `breaks its schema at ${instancePath}: ${keyword} ${JSON.stringify(params)}`,
    ),
  ];
}

const step = (path: string, key: string) => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The same data, which notes each field that is looked at. What a schema never looks at, it does not know. */
function watched(value: unknown, seen: Set<string>, path = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key !== 'string' || !Object.hasOwn(target, key)) return inner;
      seen.add(step(path, key));
      return watched(inner, seen, step(path, key));
    },
  });
}

function* fieldsOf(value: unknown, path = ''): Generator<{ path: string; value: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield { path: step(path, key), value: inner };
    yield* fieldsOf(inner, step(path, key));
  }
}
