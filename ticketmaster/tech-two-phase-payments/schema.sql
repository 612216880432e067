-- Orders that are paid in two phases, after the store's seats.sql and holds.sql. A row is its own recovery point: status says what
-- was begun, intent_id and attempt with which words the provider was asked. It is written before each call, and after it.

create table purchase (
  order_id       uuid primary key,
  event_id       text not null references event,
  user_id        text not null,
  wish           text not null,            -- a digest: another wish under the same Idempotency-Key is refused
  seat_ids       text[] not null,          -- with accept_fewer, in the end those that were had
  accept_fewer   boolean not null,
  prices         integer[] not null check (cardinality(prices) = cardinality(seat_ids)), -- in cents, of each seat in their order
  currency       char(3) not null,
  status         text not null,
  ends_as        text,                     -- where VOIDING and REFUNDING lead
  reserved_until timestamptz not null,
  intent_id      text unique,
  version        integer not null default 0, -- of every change: a step that follows from an older look is not done
  attempt        integer not null default 1, -- part of each key of a call; grows only after an answer that is definite
  pay_key        text,                     -- the buyer's Idempotency-Key of the last confirm, and with which card
  pay_method     text,
  declined       text,                     -- the provider's word for why, of the last confirm
  captured_cents integer not null default 0,
  refund_cents   integer not null default 0, -- as much has to go back
  request_id     text,                     -- of the request that has created it; its log lines and the provider name it
  fault          text,                     -- an experiment: the stand-in does it to the calls of this order
  changed_at     timestamptz not null default now(),
  created_at     timestamptz not null default now()
);
create function cents_of(prices integer[]) returns integer language sql immutable
  return (select coalesce(sum(price), 0)::integer from unnest(prices) as price);

create index purchase_unfinished on purchase (order_id)
  where status not in ('CONFIRMED', 'CANCELLED', 'EXPIRED', 'PAYMENT_FAILED', 'REFUNDED');

-- A ticket opens the door while it is VALID: from when its money was taken until that goes back.
alter table ticket add column status text not null check (status in ('ISSUED', 'VALID', 'VOID'));
create unique index one_ticket_for_a_seat on ticket (event_id, seat_id) where status <> 'VOID';

-- Events of the provider whose effect is there.
create table webhook_inbox (
  event_id    text primary key,
  received_at timestamptz not null default now()
);
create index webhook_inbox_received on webhook_inbox (received_at);

-- Where our orders and the provider's books differed, and when that was mended.
create table payment_break (
  intent_id text not null,
  kind      text not null,
  detail    text not null,
  found_at  timestamptz not null default now(),
  mended_at timestamptz,
  primary key (intent_id, kind)
);

-- Where the provider calls us. It tells the secret of an endpoint only once.
create table webhook_endpoint (
  url    text primary key,
  secret text not null
);
