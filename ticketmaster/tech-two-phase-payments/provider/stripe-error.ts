import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { z } from 'zod';

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorMore {
  code?: string;
  decline_code?: string;
  param?: string;
  /** The object as it stands. */
  payment_intent?: unknown;
}

/** An answer in Stripe's shape of an error. */
export class StripeError extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly more: ErrorMore;

  constructor(status: number, type: ErrorType, message: string, more: ErrorMore = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.more = more;
  }

  get body() {
    return { error: { type: this.type, message: this.message, ...this.more } };
  }
}

export const noSuch = (what: string, id: string, param = 'id') =>
  new StripeError(404, 'invalid_request_error', `No such ${what}: '${id}'`, { code: 'resource_missing', param });

export const wrong = (param: string, message: string, code = 'parameter_invalid') =>
  new StripeError(400, 'invalid_request_error', message, { code, param });

/** What the form holds once it is found right; else an error that names the parameter, as Stripe does. */
export function validForm<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues as [z.core.$ZodIssue];
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys[0]!] : [])];
  const param = path.map((part, i) => (i ? `[${String(part)}]` : String(part))).join('');
  if (issue.code === 'unrecognized_keys')
    throw wrong(param, `Received unknown parameter: ${param}`, 'parameter_unknown');
  if (issue.code === 'invalid_type' && issue.input === undefined)
    throw wrong(param, `Missing required param: ${param}.`, 'parameter_missing');
  throw wrong(param, `Invalid ${param}: ${issue.message}`);
}

/** PostgreSQL stores no NUL. */
export const text = z
  .string()
  .max(500)
  .refine(value => !value.includes('\0'), 'must not hold a NUL');

export const cents = z
  .string('must be a whole number of cents')
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of cents from 1')
  .transform(Number);

export function answer(response: Response, status: number, body: string, headers: Record<string, string> = {}): void {
  if (response.destroyed) return; // whoever asked has gone
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

export const noSuchUrl: RequestHandler = request => {
  throw new StripeError(404, 'invalid_request_error', `Unrecognized request URL (${request.method}: ${request.path}).`);
};

/** The last of the routes: Stripe's errors, also for what the body parser refuses, in Stripe's shape. */
export const sendStripeError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status = 500, message = '' } = error as { status?: number; message?: string };
  const known =
    error instanceof StripeError
      ? error
      : status >= 400 && status < 500
        ? new StripeError(status === 413 ? 413 : 400, 'invalid_request_error', message || 'the request is malformed')
        : new StripeError(status === 503 ? 503 : 500, 'api_error', 'something went wrong on our side');
  if (known.status === 500) console.error(error);
  answer(response, known.status, JSON.stringify(known.body));
};
