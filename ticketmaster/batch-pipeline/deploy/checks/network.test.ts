import { expect, it } from 'vitest';
import { add, type Breakage, foundAfter, remove, replace } from '../mutants.fixture.ts';

const mutants: [what: string, breakage: Breakage, found: string[]][] = [
  ['nobody refuses', ['NetworkPolicy/default-deny'], ['NetworkPolicy none refuses all that is not allowed']],
  [
    'a call that is let out and not in',
    [
      'NetworkPolicy/store',
      replace('/spec/ingress/0/from/0/podSelector/matchExpressions/0/values', ['worker', 'gpu-worker']),
    ],
    [
      'NetworkPolicy api → store:8080 may go out, and is not let in',
      'Deployment/api STORE_URL says store:8080, where the policies let it not go',
    ],
  ],
  [
    'a call that is let in and not out',
    ['NetworkPolicy/api', remove('/spec/egress/1')],
    [
      'NetworkPolicy api → redis:6379 is let in, and may not go out',
      'Deployment/api REDIS_URL says redis-0.redis:6379, where the policies let it not go',
    ],
  ],
  [
    'one name in the list of a policy',
    ['NetworkPolicy/redis', replace('/spec/ingress/0/from/0/podSelector/matchExpressions/0/values/1', 'wroker')],
    [
      'NetworkPolicy worker → redis:6379 may go out, and is not let in',
      'NetworkPolicy/redis selects no pod with app=wroker',
      'Deployment/worker REDIS_URL says redis-0.redis:6379, where the policies let it not go',
    ],
  ],
  [
    "the name of a policy's own pods",
    ['NetworkPolicy/grafana', replace('/spec/podSelector/matchLabels/app', 'graphana')],
    [
      'NetworkPolicy grafana → prometheus:9090 is let in, and may not go out',
      'NetworkPolicy/grafana selects no pod with app=graphana',
    ],
  ],
  [
    'the port of a policy',
    ['NetworkPolicy/api-from-outside', replace('/spec/ingress/0/ports/0/port', 3901)],
    ['NetworkPolicy/api-from-outside names port 3901, which Deployment/api has not'],
  ],
  [
    'a rule for everybody',
    ['NetworkPolicy/grafana', add('/spec/ingress', [{}])],
    ['NetworkPolicy/grafana has a rule without peers or ports, which allows all'],
  ],
];

it.each(mutants)('finds %s', (_, breakage, found) => expect(foundAfter(breakage)).toEqual(found));
