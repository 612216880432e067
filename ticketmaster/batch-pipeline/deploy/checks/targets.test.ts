import { expect, it } from 'vitest';
import { add, type Breakage, foundAfter, replace } from '../mutants.fixture.ts';

const POD = '/spec/template/spec';

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  [
    'the selector of a workload',
    ['Deployment/api', replace('/spec/selector/matchLabels/app', 'apy')],
    ['Deployment/api has a selector that its own pods do not match'],
  ],
  [
    'the selector of a spread',
    ['StatefulSet/kafka', replace(`${POD}/topologySpreadConstraints/0/labelSelector/matchLabels/app`, 'kafak')],
    ['StatefulSet/kafka has a selector that its own pods do not match'],
  ],
  [
    'a manifest that is there twice',
    ['Service/api-pods', replace('/metadata/name', 'api')],
    ['Service/api is there twice'],
  ],
  [
    'the selector of a budget',
    ['PodDisruptionBudget/worker', replace('/spec/selector/matchLabels/app', 'workers')],
    ['PodDisruptionBudget/worker selects no pod'],
  ],
  [
    'the target of the HPA',
    ['HorizontalPodAutoscaler/api', replace('/spec/scaleTargetRef/name', 'web')],
    ['HorizontalPodAutoscaler/api scales Deployment/web, which is not there'],
  ],
  [
    'the container that the HPA measures',
    ['HorizontalPodAutoscaler/api', replace('/spec/metrics/0/containerResource/container', 'app')],
    ['HorizontalPodAutoscaler/api measures app, which Deployment/api has not'],
  ],
  [
    'the target of KEDA',
    ['ScaledObject/worker', replace('/spec/scaleTargetRef/name', 'workers')],
    ['ScaledObject/worker scales Deployment/workers, which is not there'],
  ],
  [
    'a broker that KEDA asks',
    ['ScaledObject/worker', replace('/spec/triggers/0/metadata/bootstrapServers', 'kafka-0.kafka:9092')],
    ['ScaledObject/worker asks kafka-0.kafka:9092, where no pod is'],
  ],
  [
    'the Prometheus that KEDA asks',
    ['ScaledObject/worker', replace('/spec/triggers/1/metadata/serverAddress', 'http://prometheus.pipeline:9091')],
    ['ScaledObject/worker asks http://prometheus.pipeline:9091, where no service is'],
  ],
  [
    'two who say how many',
    ['Deployment/worker', add('/spec/replicas', 2)],
    ['Deployment/worker has replicas, and ScaledObject/worker, too, says how many'],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
