-- Events with a version that grows with each change, and their seats.

create table event (
  event_id    text primary key,
  name        text not null,
  venue       text not null,
  starts_at   timestamptz not null,
  price_cents integer not null check (price_cents >= 0),
  version     integer not null default 1
) with (fillfactor = 50); -- room on the page: a new version need not touch the index

create table seat_inventory (
  event_id text not null references event,
  seat_id  text not null,
  section  text not null,
  order_id uuid unique, -- whose it is; null: free. An order buys one seat here
  primary key (event_id, seat_id)
) with (fillfactor = 50);

-- The outbox of changes: what the relay still has to tell. One row for an event however often it changes: the last version says it all.
create table changed_event (
  event_id text primary key references event,
  version  integer not null
);
