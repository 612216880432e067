create table visitor (
  visitor_id text primary key,
  key_hash bytea not null,
  last_seq int not null default 0 -- of their notifications; raised under the lock of this row, so that it has no gaps and no late ones
);

create table event (
  event_id text primary key,
  joined int not null,
  admitted int not null default 0
);

create table waiting (
  event_id text not null references event,
  place int not null,
  visitor_id text not null references visitor,
  primary key (event_id, place),
  unique (event_id, visitor_id)
);

create table admit_call (
  key text primary key,
  event_id text not null,
  count int not null,
  first_place int not null,
  last_place int not null
);

create table notification (
  notification_id uuid primary key,
  type text not null default 'waiting-room.admitted',
  visitor_id text not null references visitor,
  event_id text not null,
  seq int not null,
  admission_token text not null,
  admitted_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'PENDING' check (state in ('PENDING', 'SENT', 'DELIVERED', 'DEAD')),
  unique (visitor_id, seq),
  unique (visitor_id, event_id) -- let in once
);
create index notification_at on notification (admitted_at);

create table attempt (
  notification_id uuid not null references notification,
  at timestamptz not null,
  detail text not null
);
create index attempt_of on attempt (notification_id, at);
