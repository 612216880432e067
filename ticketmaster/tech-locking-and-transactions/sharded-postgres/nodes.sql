-- On each node, after seats.sql and payments.sql: which events are here, and where those went that were.

alter table event
  add column closed boolean not null default false, -- nobody buys here any more: it is being copied
  add column epoch integer not null default 0;      -- how often it has moved

-- Written before an event is closed, and left behind when it has gone: who looks for it here is told where it is.
create table moved (
  event_id text primary key,
  node     text not null,
  epoch    integer not null -- of that move: a copy of the same epoch or an earlier one comes too late
);
