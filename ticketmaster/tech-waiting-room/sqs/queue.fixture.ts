// What the tests of this folder share.
import type { SQSClient } from '@aws-sdk/client-sqs';
import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import type { Handed, Line, Place } from '@ticketmaster/waiting-room/line';
import { afterEach, expect } from 'vitest';
import { connectToSqs } from './connect.ts';
import { sqsLine } from './line.ts';
import type { QueueKind } from './queues.ts';

const clients: SQSClient[] = [];
afterEach(() => {
  for (const sqs of clients.splice(0)) sqs.destroy();
});

/** A client of its own, on the server that nobody kills, that waits for a machine that is busy with other work. */
export function connect(endpoint = env.text('SQS_ENDPOINT')): SQSClient {
  const sqs = connectToSqs(endpoint, 30_000);
  clients.push(sqs);
  return sqs;
}

/** Opens gates whose lease is a minute, unless told otherwise, each with a client of its own. */
export const gatesOf =
  (kind: QueueKind) =>
  (eventId: string, options: { leaseSeconds?: number; maxReceives?: number } = {}, sqs = connect()): Promise<Line> =>
    sqsLine(sqs, { kind, leaseSeconds: 60, ...options })(eventId);

export const place = (visitorId: string, number: number): Place => ({ visitorId, number, joinedAt: ago(0) });
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
export const visitors = (handed: Handed[]) => handed.map(({ place }) => place.visitorId);

export async function joinAll(line: Line, ...visitorIds: string[]): Promise<Place[]> {
  const places = visitorIds.map((visitorId, i) => place(visitorId, i + 1));
  for (const each of places) await line.join(each);
  return places;
}

/** Those who wait, ten at most; rejects when there is nobody. */
export async function some(line: Line): Promise<Handed[]> {
  const handed = await line.next(10);
  expect(handed).not.toEqual([]);
  return handed;
}

/** All until the line is empty, and `least` at any rate. */
export async function takeAll(line: Line, least = 0): Promise<string[]> {
  const came: string[] = [];
  await eventually(async () => {
    for (let handed = await line.next(100); handed.length; handed = await line.next(100)) {
      came.push(...visitors(handed));
      await line.ack(handed);
    }
    expect(came.length).toBeGreaterThanOrEqual(least);
  });
  return came;
}

/** Counts what is asked from now on, by the name of the command. */
export function countCalls(sqs: SQSClient): Record<string, number> {
  const calls: Record<string, number> = {};
  sqs.middlewareStack.add(
    (next, { commandName = '' }) =>
      asked => {
        calls[commandName] = (calls[commandName] ?? 0) + 1;
        return next(asked);
      },
    { step: 'initialize' },
  );
  return calls;
}

/** The attributes that queues are given from now on. */
export function attributesSet(sqs: SQSClient): Record<string, string>[] {
  const given: Record<string, string>[] = [];
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      asked => {
        if (commandName === 'SetQueueAttributesCommand')
          given.push((asked.input as { Attributes: Record<string, string> }).Attributes);
        return next(asked);
      },
    { step: 'initialize' },
  );
  return given;
}

/** The server does what the next such command asks, and the client never hears of it. */
export function loseAnAnswer(sqs: SQSClient, command: string): void {
  let lost = false;
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      async asked => {
        const answer = await next(asked);
        if (lost || commandName !== command) return answer;
        lost = true;
        throw Object.assign(new Error('the connection broke'), { name: 'TimeoutError' });
      },
    { step: 'deserialize', priority: 'high' },
  );
}
