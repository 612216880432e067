import { expect, it } from 'vitest';
import { type Breakage, foundAfter, remove, replace } from '../mutants.fixture.ts';

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  [
    'a file that is not there',
    ['Deployment/worker', replace(`${APP}/command/1`, 'wroker.ts')],
    ['Deployment/worker worker starts wroker.ts, which is not there'],
  ],
  [
    'a setting that nothing reads',
    ['Deployment/api', replace(`${APP}/env/0/name`, 'API_KEY')],
    ['Deployment/api api is given API_KEY, which nothing there reads'],
  ],
  [
    'no door',
    ['Deployment/api', remove(`${POD}/initContainers`)],
    [
      'Deployment/api api has a startupProbe at port 8080, which its pod has not',
      'Deployment/api api has a livenessProbe at port 8080, which its pod has not',
      'Deployment/api api has a readinessProbe at port 8080, which its pod has not',
      'Deployment/api api has no door: nobody can reach it',
      'Service/api leads to port http, which Deployment/api has not',
      'Service/api-pods leads to port metrics, which Deployment/api has not',
      'NetworkPolicy/api names port 9464, which Deployment/api has not',
      'NetworkPolicy/prometheus names port 9464, which Deployment/api has not',
      'NetworkPolicy/api-from-outside names port 8080, which Deployment/api has not',
    ],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
