/** The technologies of this family, for the comparison: how each is opened, and its ways. */
import type { OpenBoxOffice } from './contract/box-office.ts';
import { dynamodbBoxOffice } from './dynamodb/box-office.ts';
import { connectToDynamodb } from './dynamodb/connect.ts';
import { openPostgres } from './postgres/open.ts';
import { usualTimes } from './redlock/box-office.ts';
import { openRedlock } from './redlock/open.ts';
import { openSaga } from './saga/open.ts';
import { openTwoPhase } from './two-phase-commit/open.ts';

export type Urls = Record<string, string>;

export interface Technology {
  name: string;
  folder: string;
  /** The servers of the lab that it needs. */
  servers: string[];
  /** Only whether the books balance means something on an emulator, its speed does not. */
  emulator?: string;
  open(urls: Urls): OpenBoxOffice;
  /** Its ways, the careless ones marked. */
  ways: { way: string; unsafe?: true }[];
}

const fiveOf = (urls: Urls) => ['', '_2', '_3', '_4', '_5'].map(nth => urls[`REDIS_URL${nth}`]!);
const safe = (...ways: string[]) => ways.map(way => ({ way }));

export const technologies: Technology[] = [
  {
    ...{ name: 'PostgreSQL', folder: 'postgres', servers: ['postgres'] },
    open: urls => openPostgres(urls.PG_URL!),
    ways: [
      ...safe(
        'pessimistic',
        'nowait',
        'skip-locked',
        'optimistic',
        'repeatable-read',
        'serializable',
        'single-statement',
      ),
      { way: 'unsafe', unsafe: true },
    ],
  },
  {
    ...{ name: 'DynamoDB', folder: 'dynamodb', servers: ['dynamodb'], emulator: 'DynamoDB Local' },
    open: urls => dynamodbBoxOffice(() => connectToDynamodb(urls.DYNAMODB_ENDPOINT!), { leaseMs: 2_000 }),
    ways: safe('transactional', 'conditional'),
  },
  {
    ...{
      name: 'Lock in Redis',
      folder: 'redlock',
      servers: ['redis', 'redis-2', 'redis-3', 'redis-4', 'redis-5', 'postgres', 'postgres-2'],
    },
    open: urls =>
      openRedlock({ seatsUrl: urls.PG_URL!, paymentsUrl: urls.PG_URL_2!, redisUrls: fiveOf(urls) }, usualTimes),
    ways: [...safe('one-redis', 'redlock'), { way: 'unfenced', unsafe: true }],
  },
  {
    ...{ name: 'Saga', folder: 'saga', servers: ['postgres', 'postgres-2'] },
    open: urls => openSaga({ seats: urls.PG_URL!, payments: urls.PG_URL_2! }),
    ways: safe('saga'),
  },
  {
    ...{ name: 'Two-phase commit', folder: 'two-phase-commit', servers: ['postgres', 'postgres-2'] },
    open: urls => openTwoPhase({ seats: urls.PG_URL!, payments: urls.PG_URL_2! }),
    ways: safe('two-phase-commit'),
  },
];
