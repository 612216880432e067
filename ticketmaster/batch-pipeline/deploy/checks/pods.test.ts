import { expect, it } from 'vitest';
import { add, type Breakage, foundAfter, remove, replace } from '../mutants.fixture.ts';

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  [
    'latest',
    ['StatefulSet/redis', replace(`${APP}/image`, 'redis:latest')],
    ['StatefulSet/redis redis has an image that is not pinned: redis:latest'],
  ],
  [
    'no tag, but a port of a registry',
    ['StatefulSet/redis', replace(`${APP}/image`, 'registry:5000/redis')],
    ['StatefulSet/redis redis has an image that is not pinned: registry:5000/redis'],
  ],
  [
    'a tag that moves',
    ['StatefulSet/redis', replace(`${APP}/image`, 'redis:8.4')],
    ['StatefulSet/redis redis has an image that is not pinned: redis:8.4'],
  ],
  [
    'the path of a probe',
    ['Deployment/api', replace(`${APP}/readinessProbe/httpGet/path`, '/redy')],
    ['Deployment/api api has a readinessProbe at /redy, which it does not answer'],
  ],
  [
    'the path of a probe of Prometheus',
    ['StatefulSet/prometheus', replace(`${APP}/livenessProbe/httpGet/path`, '/health')],
    ['StatefulSet/prometheus prometheus has a livenessProbe at /health, which it does not answer'],
  ],
  [
    'the port of a probe',
    ['Deployment/worker', replace(`${APP}/livenessProbe/httpGet/port`, 3903)],
    ['Deployment/worker worker has a livenessProbe at port 3903, which its pod has not'],
  ],
  [
    'the port name of a probe',
    ['StatefulSet/kafka', replace(`${APP}/livenessProbe/tcpSocket/port`, 'kafak')],
    ['StatefulSet/kafka kafka has a livenessProbe at port kafak, which it has not'],
  ],
  [
    'no liveness probe',
    ['StatefulSet/store', remove(`${APP}/livenessProbe`)],
    ['StatefulSet/store store has no livenessProbe'],
  ],
  [
    'a request above its limit',
    ['Deployment/api', replace(`${APP}/resources/requests/memory`, '1Gi')],
    ['Deployment/api api requests more memory than its limit'],
  ],
  [
    'no limit of memory',
    ['Deployment/api', remove(`${APP}/resources/limits`)],
    ['Deployment/api api has no limit of memory'],
  ],
  [
    'no request',
    ['StatefulSet/store', remove(`${APP}/resources/requests/cpu`)],
    ['StatefulSet/store store requests no cpu'],
  ],
  [
    'root',
    ['Deployment/api', replace(`${APP}/securityContext/runAsUser`, 0)],
    ['Deployment/api api does not say which user it is, or is root'],
  ],
  [
    'a root that can be written to',
    ['Deployment/worker', remove(`${APP}/securityContext/readOnlyRootFilesystem`)],
    ['Deployment/worker worker may write to its root'],
  ],
  [
    'privilege',
    ['Deployment/api', add(`${APP}/securityContext/privileged`, true)],
    ['Deployment/api api is privileged'],
  ],
  [
    'a folder of the node',
    ['StatefulSet/store', add(`${POD}/volumes/-`, { name: 'host', hostPath: { path: '/' } })],
    ['StatefulSet/store mounts host from its node'],
  ],
  [
    'a token of the cluster',
    ['Deployment/api', remove(`${POD}/automountServiceAccountToken`)],
    ['Deployment/api gets a token of the cluster, which it does not need'],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
