import assert from 'node:assert/strict';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { faultsIn } from '@ticketmaster/locking/audit';
import { Contended, type Outcome, type Purchase, seatIdsFor } from '@ticketmaster/locking/box-office';
import { unique } from '@ticketmaster/testing/eventually';
import { dynamodbBoxOffice } from './box-office.ts';

/** What became of Ada, who was paused, and of Bob, who wanted the first of her seats meanwhile, if he did. */
export interface Paused {
  ada: Outcome | 'lost the lock';
  bob?: Outcome;
  sold: number;
  faults: string[];
}

/**
 * Ada buys two seats and is paused at `step`. To others her lease is over: they settle her order, and Bob may buy a seat of hers. Then
 * she goes on. Nobody sleeps: the clock of the others is a minute ahead.
 */
export async function pausedAt(
  step: string,
  { connect, tableName, bobBuys }: { connect: () => DynamoDBClient; tableName: string; bobBuys: boolean },
): Promise<Paused> {
  const office = await dynamodbBoxOffice(connect, { tableName })();
  const others = await dynamodbBoxOffice(connect, { tableName, now: () => Date.now() + 60_000 })();
  try {
    const eventId = unique('event');
    await office.putOnSale(eventId, seatIdsFor(5), 5_000);
    const wish = (userId: string, ...seatIds: string[]): Purchase => ({
      ...{ orderId: crypto.randomUUID(), eventId, userId, seatIds },
      paymentToken: 'tok_ok',
    });
    let paused = false;
    let bob: Outcome | undefined;
    const ada = await office.ways.conditional!(wish('ada', 'A-1-01', 'A-1-02'), async reached => {
      if (reached !== step || paused) return;
      paused = true;
      await others.recover();
      if (bobBuys) bob = await others.ways.conditional!(wish('bob', 'A-1-01'), () => {});
    }).catch((error: unknown) => {
      if (error instanceof Contended && error.because === 'lost the lock') return error.because as 'lost the lock';
      throw error;
    });
    assert.ok(paused, `there is no ${step}`);
    await others.recover();
    const audit = (await office.audit(eventId))!;
    return { ada, ...(bob && { bob }), sold: audit.sold, faults: faultsIn(audit) };
  } finally {
    await office.close();
    await others.close();
  }
}
