import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { describeLine } from '@ticketmaster/waiting-room/conformance';
import type { LineSetup } from '@ticketmaster/waiting-room/promises';
import { describe, expect, it } from 'vitest';
import { connectToSqs } from './connect.ts';
import { sqsLine } from './line.ts';
import { connect, gatesOf, joinAll, place, takeAll } from './queue.fixture.ts';
import type { QueueKind } from './queues.ts';

const LEASE_SECONDS = 3;

const onSecondServer = (kind: QueueKind): LineSetup => ({
  async openGate(eventId) {
    const sqs = connectToSqs(env.text('SQS_ENDPOINT_2'), 30_000);
    const line = await sqsLine(sqs, { kind, leaseSeconds: LEASE_SECONDS })(eventId);
    const close = async () => {
      await line.close();
      sqs.destroy();
    };
    return { line: { ...line, close }, die: async () => sqs.destroy() };
  },
  async restartBroker() {
    await killServer('sqs-2');
    await startServer('sqs-2');
  },
});

describeLine('SQS FIFO (ElasticMQ, an emulator of SQS)', onSecondServer('fifo'));

// It keeps `ordered` here: visitors who join one after the other come in order. AWS promises none, and says so.
describeLine('SQS standard (ElasticMQ, an emulator of SQS)', onSecondServer('standard'), {
  keepsPlace: 'the places of a dead gate wait out their lease while later ones are admitted',
});

describe.each<QueueKind>(['fifo', 'standard'])('a %s line on ElasticMQ, an emulator of SQS,', kind => {
  it('refuses while the server is away, and goes on when it is back', async () => {
    const one = await gatesOf(kind)(
      unique('killed'),
      { leaseSeconds: LEASE_SECONDS },
      connect(env.text('SQS_ENDPOINT_2')),
    );
    await joinAll(one, 'ada');
    const handed = await one.next(1);
    await killServer('sqs-2');
    await Promise.all([
      expect(one.join(place('bob', 2))).rejects.toThrow(),
      expect(one.join(place('cyd', 3))).rejects.toThrow(),
      expect(one.next(1)).rejects.toThrow(),
      expect(one.ack(handed)).rejects.toThrow(),
    ]);
    const started = startServer('sqs-2');
    await eventually(() => one.join(place('dan', 4))); // as early as can be: the server has not read its queues yet
    await started;
    expect(new Set(await takeAll(one, 2))).toEqual(new Set(['ada', 'dan']));
  });
});
