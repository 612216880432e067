import { expect, it } from 'vitest';
import { type Breakage, foundAfter, remove, replace } from '../mutants.fixture.ts';

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  [
    'more than the nodes have',
    ['StatefulSet/store', replace(`${APP}/resources/requests/cpu`, '3')],
    ['general has too little cpu for the pods that belong there'],
  ],
  [
    'a pool that is not there',
    ['Deployment/api', replace(`${POD}/nodeSelector/pool`, 'web')],
    ['Deployment/api has no pool of nodes that takes it'],
  ],
  [
    'a taint that is not tolerated',
    ['StatefulSet/gpu-worker', remove(`${POD}/tolerations`)],
    ['StatefulSet/gpu-worker has no pool of nodes that takes it'],
  ],
  [
    'two GPUs on one node',
    ['StatefulSet/gpu-worker', replace('/spec/replicas', 2)],
    [
      'gpu has too little cpu for the pods that belong there',
      'gpu has too little memory for the pods that belong there',
      'gpu has too little nvidia.com/gpu for the pods that belong there',
    ],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
