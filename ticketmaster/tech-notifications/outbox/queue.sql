-- A line to play with, on top of the outbox.
create table visitor_key (
  visitor_id text primary key,
  key_hash bytea not null,
  active_at timestamptz not null default now()
);

create table event (
  event_id text primary key,
  joined int not null,
  admitted int not null default 0,
  active_at timestamptz not null default now()
);

create table waiting (
  event_id text not null references event on delete cascade,
  place int not null,
  visitor_id text not null,
  primary key (event_id, place),
  unique (event_id, visitor_id)
);
create index waiting_of on waiting (visitor_id); -- who asks when to ask again has no event in hand

create table admit_call (
  key text primary key,
  event_id text not null,
  count int not null,
  first_place int not null,
  last_place int not null,
  at timestamptz not null default now()
);
