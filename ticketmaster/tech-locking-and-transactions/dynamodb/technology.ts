/** What the family's comparison runs of this lesson. */
import { safe, type Technology } from '@ticketmaster/locking/technology';
import { dynamodbBoxOffice } from './box-office.ts';
import { connectToDynamodb } from './connect.ts';

export const technologies: Technology[] = [
  {
    ...{ name: 'DynamoDB', emulator: 'Dynoxide' },
    open: urls => dynamodbBoxOffice(() => connectToDynamodb(urls.DYNAMODB_ENDPOINT!), { leaseMs: 2_000 }),
    ways: [...safe('transactional'), { way: 'conditional', when: 'the seats are in DynamoDB' }],
  },
];
