-- Whoever is told anything. The life of these rows, and of all below, is in retention.ts.
create table recipient (
  visitor_id text primary key,
  last_seq int not null default 0, -- raised under the lock of this row, so that it has no gaps and no late ones
  active_at timestamptz not null default now()
);

create table notification (
  notification_id uuid primary key,
  visitor_id text not null references recipient,
  seq int not null,
  type text not null,
  data jsonb not null,
  dedupe_key text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null, -- infinity for one that does not expire
  unique (visitor_id, seq),
  unique (visitor_id, dedupe_key)
);
create index notification_at on notification (created_at);
create index notification_until on notification (expires_at);

create table delivery ( -- of one notification on one channel; without a row it is PENDING
  notification_id uuid not null references notification on delete cascade,
  channel text not null,
  state text not null check (state in ('PENDING', 'SENT', 'DELIVERED', 'DEAD')),
  primary key (notification_id, channel)
);

create table attempt (
  notification_id uuid not null references notification on delete cascade,
  channel text not null,
  at timestamptz not null,
  detail text not null
);
create index attempt_of on attempt (notification_id, channel, at);
