import { describeWay } from '@ticketmaster/locking/conformance';
import { dynamodbBoxOffice } from './box-office.ts';
import { connect } from './wire.fixture.ts';

const open = dynamodbBoxOffice(connect, { tableName: 'locking_dynamodb_ways', leaseMs: 200 });

for (const way of ['transactional', 'conditional'])
  describeWay('Dynoxide, an emulator of DynamoDB', { open, way, stallMs: 400 });

describeWay(
  'Dynoxide, an emulator of DynamoDB',
  { open, way: 'unsafe', stallMs: 400 },
  {
    oneBuyer: 'it looks and then writes without a condition, and others look in between',
    allOrNothing: 'the same: two pairs share a seat',
    survivesCrash: 'nothing tells afterwards what it was about to do',
    stalledHolder: 'who pauses between the look and the write sells what was sold meanwhile',
  },
);
