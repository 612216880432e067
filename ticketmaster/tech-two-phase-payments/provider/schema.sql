-- The books of the stand-in. Times are by its own clock, in ms since 1970, except where it says real.
create table intent (
  id              text primary key,
  status          text not null,
  amount          integer not null,
  currency        text not null,
  capture_method  text not null,
  payment_method  text,
  metadata        jsonb not null,
  client_secret   text not null,
  received        integer not null default 0,
  charge_id       text,                          -- the latest
  last_error      jsonb,
  canceled_at     bigint,
  cancel_reason   text,
  later           text,                          -- how a capture that is processing will end: succeeds, fails
  created         bigint not null,
  seq             bigint generated always as identity
);
create index intent_seq on intent (seq);

create table charge (
  id              text primary key,
  intent_id       text not null references intent,
  amount          integer not null,
  captured        integer not null default 0,
  refunded        integer not null default 0,
  status          text not null,                 -- succeeded, failed
  capture_before  bigint,
  created         bigint not null
);
create index charge_open on charge (capture_before) where capture_before is not null;

create table refund (
  id              text primary key,
  intent_id       text not null references intent,
  charge_id       text not null references charge,
  amount          integer not null,
  reason          text,
  created         bigint not null
);

-- Every movement of money, for audits. Nothing is ever changed here.
create table movement (
  seq             bigint generated always as identity primary key,
  at              bigint not null,
  intent_id       text not null,
  order_id        text,
  kind            text not null check (kind in ('authorized', 'captured', 'released', 'refunded')),
  cents           integer not null check (cents > 0)
);

create table event (
  id              text primary key,
  type            text not null,
  object          jsonb not null,
  request         jsonb not null,
  created         bigint not null,
  seq             bigint generated always as identity
);
create index event_seq on event (seq);

create table endpoint (
  id              text primary key,
  url             text not null,
  secret          text not null,
  events          text[] not null,
  created         bigint not null
);

create table delivery (
  id              bigint generated always as identity primary key,
  event_id        text not null references event,
  endpoint_id     text not null references endpoint on delete cascade,
  due             bigint not null,               -- real
  attempt         integer not null default 0
);
create index delivery_due on delivery (due);

create table idempotency_key (
  key             text primary key,
  request         text not null,                 -- a hash, of the path, too
  status          integer not null,
  body            text not null,
  created         bigint not null
);
create index idempotency_key_created on idempotency_key (created);

-- What shall go wrong for one intent, or for the creation of one: its Idempotency-Key.
create table fault (
  subject         text not null,
  step            text not null,
  nth             integer not null,
  kind            text not null,
  times           integer not null,              -- left
  primary key (subject, step, nth)
);

create table settings (
  one             boolean primary key default true check (one),
  value           jsonb not null
);
