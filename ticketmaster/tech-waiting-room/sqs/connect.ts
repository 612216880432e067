import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * A client of an emulator of SQS. Each call is tried twice, for `patienceMs` at most, come what may.
 * For SQS itself give it a region, and neither endpoint nor credentials: it finds those of the machine it runs on.
 */
export function connectToSqs(endpoint: string, patienceMs = 2_000): SQSClient {
  return new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
    maxAttempts: 2,
    // Without throwOnRequestTimeout the client only warns that the time is over, and waits on.
    requestHandler: { connectionTimeout: patienceMs / 2, requestTimeout: patienceMs, throwOnRequestTimeout: true },
  });
}
