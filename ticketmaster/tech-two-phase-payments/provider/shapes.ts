import type { Status } from './transitions.ts';

/** Rows of schema.sql, and the objects of Stripe's API that they are shown as. Times in Stripe's are seconds. */
export interface IntentRow {
  id: string;
  status: Status;
  amount: number;
  currency: string;
  captureMethod: 'manual' | 'automatic';
  paymentMethod: string | null;
  metadata: Record<string, string>;
  clientSecret: string;
  received: number;
  chargeId: string | null;
  lastError: object | null;
  canceledAt: number | null;
  cancelReason: string | null;
  later: string | null;
  created: number;
}

export interface ChargeRow {
  id: string;
  intentId: string;
  amount: number;
  captured: number;
  refunded: number;
  status: 'succeeded' | 'failed';
  captureBefore: number | null;
  created: number;
}

export interface RefundRow {
  id: string;
  intentId: string;
  chargeId: string;
  amount: number;
  reason: string | null;
  created: number;
}

/** numeric and bigint come as text from PostgreSQL. */
export const INTENT = `id, status, amount, currency, capture_method as "captureMethod", payment_method as "paymentMethod", metadata,
  client_secret as "clientSecret", received, charge_id as "chargeId", last_error as "lastError",
  canceled_at::float8 as "canceledAt", cancel_reason as "cancelReason", later, created::float8 as created`;
export const CHARGE = `id, intent_id as "intentId", amount, captured, refunded, status,
  capture_before::float8 as "captureBefore", created::float8 as created`;
export const REFUND = `id, intent_id as "intentId", charge_id as "chargeId", amount, reason, created::float8 as created`;

const seconds = (ms: number | null) => (ms === null ? null : Math.floor(ms / 1_000));

/** With the latest charge as an object where that was asked for. */
export function intentObject(row: IntentRow, charge?: ChargeRow) {
  const held = row.status === 'requires_capture';
  return {
    ...{ id: row.id, object: 'payment_intent', amount: row.amount, amount_capturable: held ? row.amount : 0 },
    ...{
      amount_received: row.status === 'processing' ? 0 : row.received,
      currency: row.currency,
      capture_method: row.captureMethod,
    },
    ...{
      confirmation_method: 'automatic',
      client_secret: row.clientSecret,
      status: row.status,
      metadata: row.metadata,
    },
    ...{ payment_method: row.paymentMethod, payment_method_types: ['card'], last_payment_error: row.lastError },
    latest_charge: charge ? chargeObject(charge) : row.chargeId,
    next_action: row.status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
    ...{ canceled_at: seconds(row.canceledAt), cancellation_reason: row.cancelReason },
    ...{ created: seconds(row.created), livemode: false },
  };
}

export function chargeObject(row: ChargeRow) {
  return {
    ...{ id: row.id, object: 'charge', payment_intent: row.intentId, amount: row.amount },
    ...{
      amount_captured: row.captured,
      amount_refunded: row.refunded,
      status: row.status,
      paid: row.status === 'succeeded',
    },
    ...{ captured: row.captured > 0, refunded: row.captured > 0 && row.refunded === row.captured },
    payment_method_details: { type: 'card', card: { brand: 'visa', capture_before: seconds(row.captureBefore) } },
    ...{ created: seconds(row.created), livemode: false },
  };
}

export function refundObject(row: RefundRow) {
  return {
    ...{ id: row.id, object: 'refund', amount: row.amount, charge: row.chargeId, payment_intent: row.intentId },
    ...{ reason: row.reason, status: 'succeeded', created: seconds(row.created) },
  };
}

export const list = (url: string, data: unknown[], has_more: boolean) => ({ object: 'list', url, data, has_more });
