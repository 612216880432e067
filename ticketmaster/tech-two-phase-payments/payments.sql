-- The port for money, kept by a provider at another company: which of its intents stands for which authorization.
create table authorization_at_provider (
  key        text primary key,
  request    text not null,                  -- a hash: another request under the same key is refused
  order_id   uuid not null,
  event_id   text not null,
  cents      integer not null check (cents >= 0),
  currency   char(3) not null,
  intent_id  text unique,                    -- null until the provider has answered
  declined   boolean not null default false,
  seq        bigint generated always as identity
);
create index authorization_order on authorization_at_provider (order_id, seq);
