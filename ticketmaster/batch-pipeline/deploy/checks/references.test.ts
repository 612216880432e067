import { expect, it } from 'vitest';
import { add, type Breakage, foundAfter, remove, replace } from '../mutants.fixture.ts';

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  [
    'a secret',
    ['Deployment/api', replace(`${APP}/env/0/valueFrom/secretKeyRef/name`, 'pipeline-secret')],
    ['Deployment/api refers to Secret/pipeline-secret, which nobody is told to make'],
  ],
  [
    'a key of a secret',
    ['StatefulSet/alertmanager', replace(`${POD}/volumes/1/secret/items/0/key`, 'webhook')],
    ['StatefulSet/alertmanager Secret/pipeline-secrets has no webhook'],
  ],
  [
    'a key of settings',
    ['StatefulSet/redis', add(`${POD}/volumes/0/configMap/items`, [{ key: 'redis.cnf', path: 'redis.conf' }])],
    ['StatefulSet/redis ConfigMap/redis-settings has no redis.cnf'],
  ],
  [
    'settings',
    ['ConfigMap/redis-settings'],
    ['StatefulSet/redis refers to ConfigMap/redis-settings, which is not there'],
  ],
  [
    'the volume of a mount',
    ['StatefulSet/redis', replace(`${APP}/volumeMounts/0/name`, 'date')],
    ['StatefulSet/redis redis mounts date, which its pod has not'],
  ],
  [
    'a disk',
    ['StatefulSet/redis', add(`${POD}/volumes/-`, { name: 'old', persistentVolumeClaim: { claimName: 'old' } })],
    ['StatefulSet/redis refers to PersistentVolumeClaim/old, which is not there'],
  ],
  [
    'an account',
    ['Deployment/api', add(`${POD}/serviceAccountName`, 'api')],
    ['Deployment/api refers to ServiceAccount/api, which is not there'],
  ],
  [
    'the service of a set',
    ['StatefulSet/redis', replace('/spec/serviceName', 'rediss')],
    ['StatefulSet/redis refers to Service/rediss, which is not there'],
  ],
  [
    'the host of an address',
    ['ConfigMap/pipeline-settings', replace('/data/STORE_URL', 'http://stor:8080')],
    [
      'Deployment/api STORE_URL says stor:8080, where no service is',
      'Deployment/worker STORE_URL says stor:8080, where no service is',
      'StatefulSet/gpu-worker STORE_URL says stor:8080, where no service is',
    ],
  ],
  [
    'the port of an address',
    ['ConfigMap/pipeline-settings', replace('/data/STORE_URL', 'http://store:3902')],
    [
      'Deployment/api STORE_URL says store:3902, where no service is',
      'Deployment/worker STORE_URL says store:3902, where no service is',
      'StatefulSet/gpu-worker STORE_URL says store:3902, where no service is',
    ],
  ],
  [
    'a pod that is not there',
    ['ConfigMap/pipeline-settings', replace('/data/REDIS_URL', 'redis://redis-2.redis:6379')],
    [
      'Deployment/api REDIS_URL says redis-2.redis:6379, where no pod is',
      'Deployment/worker REDIS_URL says redis-2.redis:6379, where no pod is',
      'StatefulSet/gpu-worker REDIS_URL says redis-2.redis:6379, where no pod is',
    ],
  ],
  [
    'the port name of a service',
    ['Service/api', replace('/spec/ports/0/targetPort', 'htpp')],
    ['Service/api leads to port htpp, which Deployment/api has not'],
  ],
  [
    'the port of an Ingress',
    ['Ingress/pipeline', replace('/spec/rules/0/http/paths/0/backend/service/port/name', 'https')],
    ['Ingress/pipeline leads to api:https, which is not there'],
  ],
  [
    'the service of an Ingress',
    ['Ingress/pipeline', replace('/spec/rules/0/http/paths/1/backend/service/name', 'shop')],
    ['Ingress/pipeline leads to shop:reads, which is not there'],
  ],
  ['no class of an Ingress', ['Ingress/pipeline', remove('/spec/ingressClassName')], ['Ingress/pipeline has no class']],
  [
    'the selector of a service',
    ['Service/store', replace('/spec/selector/app', 'stor')],
    [
      'Service/store selects no pod',
      'Deployment/api STORE_URL says store:8080, where no pod is',
      'Deployment/worker STORE_URL says store:8080, where no pod is',
      'StatefulSet/gpu-worker STORE_URL says store:8080, where no pod is',
    ],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
