import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@ticketmaster/log/log';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { Request, RequestHandler, Response } from 'express';
import { API_VERSION, type Happened, newId, record } from './events.ts';
import { type FaultyStep, type Kind, planner, planted } from './faults.ts';
import { inFlight, onceFor, type Stored } from './idempotency.ts';
import type { Settled } from './settings.ts';
import { answer, StripeError } from './stripe-error.ts';
import type { Deliveries } from './webhooks.ts';

/** What the work of a call comes to: an object to show, or an error that is as much an answer; and what is told of it. */
export interface Result {
  object: unknown;
  happened: Happened[];
  error?: StripeError | undefined;
}

export interface Call {
  step: FaultyStep | undefined;
  /** What a planted fault hangs on: an intent, or the key of its creation. */
  subject: string;
  work(tx: Connection, fault: Kind | undefined): Promise<Result>;
}

/** How calls are answered: once for a key, and with the faults that are planted or planned. */
export function calls(db: Database, settings: Settled, deliveries: Deliveries, log: Log) {
  const plan = planner();

  /** A call that changes something. `prepare` throws where the parameters are wrong, which is not kept with the key. */
  function post(prepare: (request: Request, key: string) => Promise<Call> | Call): RequestHandler {
    return async (request, response) => {
      const key = request.get('idempotency-key') ?? newId('key');
      if (key.length > 255)
        throw new StripeError(400, 'invalid_request_error', 'Idempotency-Key: at most 255 characters');
      const call = await prepare(request, key);
      const fault = await faultFor(call, key);
      if (await before(fault, key, response)) return;
      const requestId = newId('req');
      let told: string[] = [];
      const stored = await onceFor(db, key, request.path, request.body ?? {}, settings.now(), async tx => {
        if (fault === 'error_not_done') return asStored(ourFault);
        const { object, happened, error } = await call.work(tx, fault);
        told = await record(tx, happened, { id: requestId, idempotency_key: key }, settings);
        if (fault === 'error_done') return asStored(ourFault);
        return error ? asStored(error) : { status: 200, body: JSON.stringify(object) };
      });
      if (log.writes('info')) {
        const { status, replayed } = stored;
        const of = await metadataOf(call, request);
        const order = { orderId: of.order_id, orderRequestId: of.request_id };
        log('info', 'call', { step: call.step, key, status, replayed, fault, ...order, providerRequestId: requestId });
      }
      if (told.length) await deliveries.told(told);
      const headers = { 'request-id': requestId, 'stripe-version': API_VERSION, 'idempotency-key': key };
      after(fault, stored, response, stored.replayed ? { ...headers, 'idempotent-replayed': 'true' } : headers);
    };
  }

  /** Of the intent that a call is about: what the shop calls its order, and the request that the order came from. */
  async function metadataOf({ subject }: Call, { body }: Request): Promise<Record<string, string>> {
    const { rows } = await db.query('select metadata from intent where id = $1', [subject]);
    return rows[0]?.metadata ?? (body as { metadata?: Record<string, string> } | undefined)?.metadata ?? {};
  }

  async function faultFor({ step, subject }: Call, request: string): Promise<Kind | undefined> {
    if (!step) return undefined;
    return (await planted(db, subject, step)) ?? plan(settings.current, request);
  }

  /** True where the call ends here. */
  async function before(fault: Kind | undefined, key: string, response: Response): Promise<boolean> {
    if (fault === 'slow') await sleep(settings.current.slowMs);
    if (fault === 'unavailable') throw new StripeError(503, 'api_error', 'The provider is not available.');
    if (fault === 'rate_limited')
      throw new StripeError(429, 'invalid_request_error', 'Too many requests.', { code: 'rate_limit' });
    if (fault === 'in_flight') throw inFlight(key);
    if (fault === 'request_lost') response.socket?.destroy();
    return fault === 'request_lost';
  }

  function after(fault: Kind | undefined, stored: Stored, response: Response, headers: Record<string, string>): void {
    if (fault === 'answer_lost') return void response.socket?.destroy();
    if (fault !== 'half_answer') {
      answer(response, stored.status, stored.body, headers);
      return;
    }
    const length = Buffer.byteLength(stored.body);
    response.writeHead(stored.status, { ...headers, 'content-type': 'application/json', 'content-length': length });
    response.write(stored.body.slice(0, stored.body.length / 2), () => response.socket?.destroy());
  }

  /** A call that reads; of an intent also with faults. */
  function get(read: (request: Request) => Promise<unknown>, subject?: (request: Request) => string): RequestHandler {
    return async (request, response) => {
      const fault = subject && (await planted(db, subject(request), 'retrieve'));
      if (await before(fault, '', response)) return;
      const body = JSON.stringify(await read(request));
      after(fault, { status: 200, body }, response, { 'request-id': newId('req'), 'stripe-version': API_VERSION });
    };
  }

  return { post, get };
}

export type Calls = ReturnType<typeof calls>;

const ourFault = new StripeError(500, 'api_error', 'An unknown error occurred.');
const asStored = ({ status, body }: StripeError): Stored => ({ status, body: JSON.stringify(body) });
