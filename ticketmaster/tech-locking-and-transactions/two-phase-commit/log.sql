-- The coordinator's log: a row is the decision COMMIT, and lives for a day at least. There are no rows for rolling back.

create table if not exists decision (
  gid        text primary key,
  decided_at timestamptz not null default now()
);
create index if not exists decision_decided_at on decision (decided_at);
