import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { unavailable } from '@ticketmaster/common/http';
import { Contended } from '@ticketmaster/locking/box-office';
import { pause } from '@ticketmaster/locking/retrying';

/**
 * A client of DynamoDB, or of an emulator at `endpoint`. Each call is tried twice, for `patienceMs` at most; what goes wrong then is thrown as
 * Contended, where nothing was done, or as a Problem. A condition that was not met is neither: its exception comes through.
 * For DynamoDB itself (…amazonaws.com) it takes the region and the credentials that the AWS SDK finds, AWS_REGION for one.
 */
export function connectToDynamodb(endpoint: string, patienceMs = 2_000): DynamoDBClient {
  const dynamodb = new DynamoDBClient({
    endpoint,
    ...(!isAmazons(endpoint) && { region: 'us-east-1', credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' } }),
    maxAttempts: 2,
    // Without throwOnRequestTimeout the client only warns that the time is over, and waits on.
    requestHandler: { connectionTimeout: patienceMs / 2, requestTimeout: patienceMs, throwOnRequestTimeout: true },
  });
  dynamodb.middlewareStack.add(next => asked => pastTransactions(() => next(asked)).catch(explain), {
    step: 'initialize',
    name: 'explain',
  });
  return dynamodb;
}

const isAmazons = (endpoint: string) => new URL(endpoint).hostname.endsWith('.amazonaws.com');

/** A write of one item that meets a transaction on that item is refused and did nothing: tried again on the spot, 5 times in all. */
async function pastTransactions<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TransactionConflictException)) throw error;
      if (attempt === 5) throw new Contended('conflict');
      await pause(attempt);
    }
  }
}

const overloaded =
  /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|TransactionInProgress|InternalServerError)/;

/** One that was lost, or too much at once: whether it was done, the same order will tell. */
function explain(error: Error & { code?: string }): never {
  const lost = /^E[A-Z]+$/.test(error.code ?? '') || /Timeout/.test(error.name);
  throw lost || overloaded.test(error.name) ? unavailable('DynamoDB') : error;
}
