-- On one shard: its events, and who has which of their seats. Kept as long as the sale.
create table event (
  event_id  text primary key,
  seats     integer not null check (seats > 0)
);

create table ticket (
  ticket_id  uuid primary key default uuidv7(),
  event_id   text not null, -- of this shard, where the wiring is right
  seat_id    text not null,
  user_id    text not null,
  email      text not null,
  key        text not null,
  digest     text not null,
  sold_at    timestamptz not null default clock_timestamp(),
  unique (event_id, seat_id), -- the line that holds whatever becomes of the lock
  unique (event_id, user_id, key)
);

create table unpublished ( -- what Kafka does not have yet
  notification_id uuid primary key references notification on delete cascade
);
