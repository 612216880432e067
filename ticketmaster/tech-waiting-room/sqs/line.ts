import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Handed, OpenLine, Place } from '@ticketmaster/waiting-room/line';
import { askOrMake, makeQueues, type QueueKind } from './queues.ts';
import { inBatches, inTens, TEN } from './sender.ts';

/**
 * A line kept in one SQS queue per event. In a FIFO queue all places are one message group: it keeps them in order, and is locked
 * while any of them is in the hands of a gate. A standard queue locks nothing and promises no order.
 *
 *   join   SendMessageBatch              at most 10, with the others that came meanwhile; FIFO one batch at a time, for the order
 *   next   ReceiveMessage                at most 10 places each: once of FIFO, whose group is locked then, else until enough or none came
 *   ack    DeleteMessageBatch            at most 10 each
 *   close  ChangeMessageVisibilityBatch  to 0: what was handed out and not acked is there for others at once
 *
 * The places of a dead gate come back when their `leaseSeconds` are over. One that was handed out `maxReceives` times and never
 * acked goes to the dead-letter queue, and redrive.ts brings it back.
 * @message place-in-sqs over sqs `line-{eventId}.fifo` or `line-{eventId}`, and `dead-line-…` for those handed out too often
 * @field number who joined earlier has the smaller one
 * @carries Place
 * @word MessageBody
 * @says A place in the line of one event, kept by an SQS queue.
 * @twice Handed out again when its lease has ended; the ledger admits its visitor once.
 * @sends place-in-sqs
 * @hears place-in-sqs
 */
export function sqsLine(
  sqs: SQSClient,
  { kind, leaseSeconds = 5, maxReceives = 20 }: { kind: QueueKind; leaseSeconds?: number; maxReceives?: number },
): OpenLine {
  const fifo = kind === 'fifo';

  return async function openLine(eventId) {
    const makeOurs = () => makeQueues(sqs, eventId, { kind, leaseSeconds, maxReceives });
    const QueueUrl = await makeOurs();
    const leases = new Map<string, number>(); // of each receipt, when it ends

    const onQueue = <T>(ask: () => Promise<T>) => askOrMake(ask, makeOurs);

    async function receive(most: number): Promise<Handed[]> {
      for (const [receipt, end] of leases) if (end < Date.now()) leases.delete(receipt);
      const end = Date.now() + leaseSeconds * 1_000;
      // No long poll: the gate asks only while the ledger knows that somebody waits. By its id a retry is given what a lost answer held.
      const how = { MaxNumberOfMessages: most, ...(fifo && { ReceiveRequestAttemptId: crypto.randomUUID() }) };
      const { Messages = [] } = await onQueue(() => sqs.send(new ReceiveMessageCommand({ QueueUrl, ...how })));
      return Messages.map(({ Body, ReceiptHandle }) => {
        leases.set(ReceiptHandle!, end);
        return { place: JSON.parse(Body!) as Place, receipt: ReceiptHandle! };
      });
    }

    return {
      join: inBatches(
        async (places: Place[]) => {
          const Entries = places.map((place, i) => ({
            Id: `${i}`,
            MessageBody: JSON.stringify(place),
            ...(fifo && { MessageGroupId: eventId, MessageDeduplicationId: deduplicationIdOf(place) }),
          }));
          const { Successful } = await onQueue(() => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
          return new Set(Successful?.map(({ Id }) => Number(Id)));
        },
        { inFlight: fifo ? 1 : 8 }, // two batches of one group may overtake each other
      ),

      async next(max) {
        const handed: Handed[] = [];
        for (;;) {
          const came = await receive(Math.min(TEN, max - handed.length));
          handed.push(...came);
          if (fifo || came.length === 0 || handed.length === max) return handed;
        }
      },

      async ack(handed) {
        for (const ten of inTens(handed)) {
          const Entries = ten.map(({ receipt }, i) => ({ Id: `${i}`, ReceiptHandle: receipt }));
          const { Failed } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
          for (const { receipt } of ten) leases.delete(receipt);
          const fault = Failed?.find(({ SenderFault }) => !SenderFault); // the sender's fault is a lease that has ended
          if (fault) throw new Error(`not acked: ${fault.Code} ${fault.Message}`);
        }
      },

      async close() {
        const held = [...leases].filter(([, end]) => end > Date.now());
        for (const ten of inTens(held)) {
          const Entries = ten.map(([ReceiptHandle], i) => ({ Id: `${i}`, ReceiptHandle, VisibilityTimeout: 0 }));
          await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
        }
      },
    };
  };
}

const SAME_JOIN_MS = 30_000;

/**
 * FIFO takes a message once for each id, for five minutes. With the half minute of their wait in it, who tries again to join is once
 * in the queue, and whom the gate puts in again, because the line lost them, is not kept out.
 */
function deduplicationIdOf({ visitorId, number, joinedAt }: Place): string {
  return `${visitorId}-${number}-${Math.floor((Date.now() - Date.parse(joinedAt)) / SAME_JOIN_MS)}`;
}
